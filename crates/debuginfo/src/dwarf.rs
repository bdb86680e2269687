//! Reads types and statics from DWARF, once, into [`Types`]. DWARF Debugging Information Format, version 5, §5 "Type
//! Entries" and §4.1 "Data Object Entries".

use std::collections::BTreeMap;
use std::rc::Rc;

use gimli::{
    AttributeValue, DebuggingInformationEntry, Dwarf, EndianSlice, LittleEndian, Unit, constants as dw,
};
use object::{Object, ObjectSection};

use crate::{Case, Enumerator, Field, Shape, Type, TypeId, Types};

type Slice<'d> = EndianSlice<'d, LittleEndian>;
type Entry<'d> = DebuggingInformationEntry<Slice<'d>>;

/// Deepest nesting of entries that is followed.
const MAX_DEPTH: usize = 64;

/// Every type and static that `file` describes.
pub(crate) fn types<'d>(file: &impl Object<'d>) -> gimli::Result<Types> {
    let section = |id: gimli::SectionId| -> gimli::Result<Slice<'d>> {
        let data = file.section_by_name(id.name()).and_then(|section| section.data().ok());
        Ok(EndianSlice::new(data.unwrap_or(&[]), LittleEndian))
    };
    let dwarf = Dwarf::load(section)?;
    let mut reader = Reader { dwarf: &dwarf, all: BTreeMap::new(), statics: BTreeMap::new() };
    let mut units = dwarf.units();
    while let Some(header) = units.next()? {
        let unit = dwarf.unit(header)?;
        let mut tree = unit.entries_tree(None)?;
        reader.children(&unit, tree.root()?, "", 0)?;
    }
    let Reader { all, statics, .. } = reader;
    Ok(Types { all: all.into_iter().collect(), statics: statics.into_iter().collect() })
}

struct Reader<'a, 'd> {
    dwarf: &'a Dwarf<Slice<'d>>,
    all: BTreeMap<TypeId, Type>,
    statics: BTreeMap<Rc<str>, (u64, TypeId)>,
}

type Node<'a, 'u, 'd> = gimli::EntriesTreeNode<'a, 'u, Slice<'d>>;

impl<'d> Reader<'_, 'd> {
    fn children(
        &mut self,
        unit: &Unit<Slice<'d>>,
        node: Node<'_, '_, 'd>,
        path: &str,
        depth: usize,
    ) -> gimli::Result<()> {
        if depth > MAX_DEPTH {
            return Ok(());
        }
        let mut children = node.children();
        while let Some(child) = children.next()? {
            self.entry(unit, child, path, depth)?;
        }
        Ok(())
    }

    fn entry(
        &mut self,
        unit: &Unit<Slice<'d>>,
        node: Node<'_, '_, 'd>,
        path: &str,
        depth: usize,
    ) -> gimli::Result<()> {
        let entry = node.entry().clone();
        let name = self.name(unit, &entry)?;
        let inside = if path.is_empty() { name.clone() } else { format!("{path}::{name}").into() };
        match entry.tag() {
            dw::DW_TAG_namespace => self.children(unit, node, &inside, depth + 1),
            dw::DW_TAG_structure_type | dw::DW_TAG_union_type => self.structure(unit, node, &inside, depth),
            dw::DW_TAG_enumeration_type => self.enumeration(unit, node, &inside, depth),
            dw::DW_TAG_array_type => self.array(unit, node),
            dw::DW_TAG_base_type => {
                self.add(unit, &entry, name, Shape::Scalar);
                Ok(())
            }
            dw::DW_TAG_pointer_type => {
                let to = type_of(unit, &entry);
                self.add(unit, &entry, name, Shape::Pointer { to });
                Ok(())
            }
            dw::DW_TAG_variable => {
                self.variable(unit, &entry, inside);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn structure(
        &mut self,
        unit: &Unit<Slice<'d>>,
        node: Node<'_, '_, 'd>,
        name: &str,
        depth: usize,
    ) -> gimli::Result<()> {
        let entry = node.entry().clone();
        let mut fields = Vec::new();
        let mut parameters = Vec::new();
        let mut variants = None;
        let mut children = node.children();
        while let Some(child) = children.next()? {
            match child.entry().tag() {
                dw::DW_TAG_member => fields.extend(self.field(unit, child.entry())?),
                dw::DW_TAG_template_type_parameter => {
                    let parameter = self.name(unit, child.entry())?;
                    parameters.extend(type_of(unit, child.entry()).map(|ty| (parameter, ty)));
                }
                dw::DW_TAG_variant_part => variants = Some(self.variant_part(unit, child)?),
                _ => self.entry(unit, child, name, depth + 1)?,
            }
        }
        self.add(unit, &entry, name.into(), variants.unwrap_or(Shape::Struct(fields)));
        if let Some(ty) = self.all.get_mut(&global(unit, entry.offset())) {
            ty.parameters = parameters;
        }
        Ok(())
    }

    /// Rust describes an enum as a structure with a variant part: a member that is the tag, and a member per case.
    fn variant_part(&mut self, unit: &Unit<Slice<'d>>, node: Node<'_, '_, 'd>) -> gimli::Result<Shape> {
        let (mut tag, mut cases) = (None, Vec::new());
        let mut children = node.children();
        while let Some(child) = children.next()? {
            match child.entry().tag() {
                dw::DW_TAG_member => {
                    tag = self.field(unit, child.entry())?;
                }
                dw::DW_TAG_variant => {
                    let value =
                        child.entry().attr_value(dw::DW_AT_discr_value).and_then(|value| unsigned(&value));
                    let mut members = child.children();
                    while let Some(member) = members.next()? {
                        if let Some(field) = self.field(unit, member.entry())? {
                            cases.push(Case { tag: value, name: field.name, ty: field.ty });
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(Shape::Enum { tag, cases })
    }

    fn enumeration(
        &mut self,
        unit: &Unit<Slice<'d>>,
        node: Node<'_, '_, 'd>,
        name: &str,
        _: usize,
    ) -> gimli::Result<()> {
        let entry = node.entry().clone();
        let mut names = Vec::new();
        let mut children = node.children();
        while let Some(child) = children.next()? {
            let value = child.entry().attr_value(dw::DW_AT_const_value).and_then(|value| unsigned(&value));
            if let Some(value) = value {
                names.push(Enumerator { name: self.name(unit, child.entry())?, value });
            }
        }
        self.add(unit, &entry, name.into(), Shape::Names(names));
        Ok(())
    }

    fn array(&mut self, unit: &Unit<Slice<'d>>, node: Node<'_, '_, 'd>) -> gimli::Result<()> {
        let entry = node.entry().clone();
        let mut count = 0;
        let mut children = node.children();
        while let Some(child) = children.next()? {
            let bound = |name| child.entry().attr_value(name).and_then(|value| unsigned(&value));
            count = bound(dw::DW_AT_count)
                .or(bound(dw::DW_AT_upper_bound).map(|last| last.wrapping_add(1)))
                .unwrap_or(0);
        }
        if let Some(of) = type_of(unit, &entry) {
            self.add(unit, &entry, "".into(), Shape::Array { of, count });
        }
        Ok(())
    }

    fn field(&self, unit: &Unit<Slice<'d>>, entry: &Entry<'d>) -> gimli::Result<Option<Field>> {
        let offset = entry.attr_value(dw::DW_AT_data_member_location).and_then(|value| unsigned(&value));
        let name = self.name(unit, entry)?;
        Ok(type_of(unit, entry).map(|ty| Field { name, offset: offset.unwrap_or(0), ty }))
    }

    fn variable(&mut self, unit: &Unit<Slice<'d>>, entry: &Entry<'d>, name: Rc<str>) {
        let Some(AttributeValue::Exprloc(location)) = entry.attr_value(dw::DW_AT_location) else { return };
        let operation = location.operations(unit.encoding()).next();
        if let (Ok(Some(gimli::Operation::Address { address })), Some(ty)) = (operation, type_of(unit, entry))
        {
            self.statics.insert(name, (address, ty));
        }
    }

    fn add(&mut self, unit: &Unit<Slice<'d>>, entry: &Entry<'d>, name: Rc<str>, shape: Shape) {
        let id = global(unit, entry.offset());
        let len = entry.attr_value(dw::DW_AT_byte_size).and_then(|value| unsigned(&value));
        let len = len.unwrap_or(if matches!(shape, Shape::Pointer { .. }) { 8 } else { 0 });
        self.all.insert(id, Type { name, len, shape, parameters: Vec::new() });
    }

    fn name(&self, unit: &Unit<Slice<'d>>, entry: &Entry<'d>) -> gimli::Result<Rc<str>> {
        match entry.attr_value(dw::DW_AT_name) {
            Some(value) => Ok(self.dwarf.attr_string(unit, value)?.to_string_lossy().into()),
            None => Ok("".into()),
        }
    }
}

fn unsigned(value: &AttributeValue<Slice<'_>>) -> Option<u64> {
    value.udata_value().or_else(|| value.sdata_value().map(|value| value as u64))
}

fn global(unit: &Unit<Slice<'_>>, offset: gimli::UnitOffset) -> TypeId {
    TypeId(offset.to_debug_info_offset(&unit.header).map_or(usize::MAX, |offset| offset.0))
}

fn type_of(unit: &Unit<Slice<'_>>, entry: &Entry<'_>) -> Option<TypeId> {
    match entry.attr_value(dw::DW_AT_type)? {
        AttributeValue::UnitRef(offset) => Some(global(unit, offset)),
        AttributeValue::DebugInfoRef(offset) => Some(TypeId(offset.0)),
        _ => None,
    }
}
