//! Makes an executable small enough to travel: what nobody reads of it is left out.
//!
//! What is executed stays as it is, byte for byte. Of the symbols those of code and data stay; of the debug information
//! the statics, the types they are made of, the parameters of functions, and a table of our own source lines. Of a kernel
//! of 4.7 MB that leaves a tenth.

use std::collections::BTreeSet;
use std::error::Error;

use gimli::write::{Address, Dwarf, EndianVec, FilterUnitSection, LineProgram, Sections, Unit, UnitEntryId};
use gimli::{EndianSlice, LittleEndian, SectionId, constants};
use object::build::elf::{Builder, SectionData};
use object::{Object, ObjectSection};

use crate::{lines, parameters};

/// A debug section: its name and its bytes.
type Debug = (&'static str, Vec<u8>);
pub type Slice<'d> = EndianSlice<'d, LittleEndian>;

/// The file without what nobody reads of it; of the kernel `types` are read. Adds the source files that its code comes from
/// to `sources`.
pub fn slim(elf: &[u8], types: bool, sources: &mut BTreeSet<String>) -> Result<Vec<u8>, Box<dyn Error>> {
    let debug = debug(elf, types, sources)?;
    let mut file = Builder::read(elf)?;
    for section in &mut file.sections {
        let name = section.name.to_vec();
        match debug.iter().find(|(kept, _)| kept.as_bytes() == name) {
            Some((_, bytes)) => section.data = SectionData::Data(bytes.clone().into()),
            None => section.delete = name.starts_with(b".debug") || name == b".comment",
        }
    }
    for symbol in &mut file.symbols {
        let name = String::from_utf8_lossy(&symbol.name).into_owned();
        // Labels of the compiler, marks that say where code and data begin, and labels that are in the table of lines now.
        symbol.delete = name.is_empty() || name.starts_with(['.', '$']) || lines::line_of(&name).is_some();
        // A name as a person writes it is shorter, and has no hashes.
        symbol.name = format!("{:#}", rustc_demangle::demangle(&name)).into_bytes().into();
    }
    file.delete_orphans();
    file.set_section_sizes();
    let mut bytes = Vec::new();
    file.write(&mut bytes)?;
    Ok(bytes)
}

/// The debug sections, by name, with the statics, what they are made of, the parameters, and the lines only.
fn debug(elf: &[u8], types: bool, sources: &mut BTreeSet<String>) -> Result<Vec<Debug>, Box<dyn Error>> {
    let file = object::File::parse(elf)?;
    let section = |id: SectionId| -> Result<Slice<'_>, gimli::Error> {
        let data = file.section_by_name(id.name()).and_then(|section| section.data().ok());
        Ok(EndianSlice::new(data.unwrap_or(&[]), LittleEndian))
    };
    let mut slim = Dwarf::default();
    if types {
        // The types that only methods had been about are gone when the methods are.
        let once = sections(&mut statics(&gimli::Dwarf::load(section)?)?)?;
        slim = statics(&gimli::Dwarf::load(|id: SectionId| -> Result<Slice<'_>, gimli::Error> {
            let data = once.iter().find(|(name, _)| *name == id.name()).map_or(&[][..], |(_, bytes)| bytes);
            Ok(EndianSlice::new(data, LittleEndian))
        })?)?;
    }
    let unit = lines::add(&mut slim, &file, gimli::Dwarf::load(section)?, sources)?;
    parameters::add(slim.units.get_mut(unit), &mut slim.strings, &gimli::Dwarf::load(section)?)?;
    sections(&mut slim)
}

/// The statics of the kernel and what they are made of, without the methods.
fn statics(read: &gimli::Dwarf<Slice<'_>>) -> Result<Dwarf, Box<dyn Error>> {
    let mut filter = FilterUnitSection::new(read)?;
    while let Some(mut unit) = filter.read_unit()? {
        let mut entry = unit.null_entry();
        while unit.read_entry(&mut entry)? {
            let name = entry.attr_value(constants::DW_AT_name);
            let name = name.map(|name| unit.read_unit.attr_string(name)).transpose()?;
            // A name in brackets is a table of virtual functions.
            let is_static = entry.tag() == constants::DW_TAG_variable
                && entry.parent_tag == Some(constants::DW_TAG_namespace)
                && name.is_some_and(|name| !name.starts_with(b"<"));
            if is_static {
                unit.require_entry(entry.offset);
            }
        }
    }
    let mut slim = Dwarf::default();
    let mut units = slim.convert_with_filter(filter)?;
    while let Some((mut unit, root)) = units.read_unit()? {
        unit.convert(root, &|address| Some(Address::Constant(address)))?;
        unit.unit.line_program = LineProgram::none();
        let root = unit.unit.root();
        trim(unit.unit, root);
    }
    Ok(slim)
}

/// Takes away the methods, and where in the source each thing is.
fn trim(unit: &mut Unit, parent: UnitEntryId) {
    let children: Vec<_> = unit.get(parent).children().copied().collect();
    for child in children {
        if unit.get(child).tag() == constants::DW_TAG_subprogram {
            unit.get_mut(parent).delete_child(child);
            continue;
        }
        for place in [constants::DW_AT_decl_file, constants::DW_AT_decl_line] {
            unit.get_mut(child).delete(place);
        }
        trim(unit, child);
    }
}

fn sections(dwarf: &mut Dwarf) -> Result<Vec<Debug>, Box<dyn Error>> {
    let mut sections = Sections::new(EndianVec::new(LittleEndian));
    dwarf.write(&mut sections)?;
    let mut kept = Vec::new();
    sections.for_each(|id, data| {
        if !data.slice().is_empty() {
            kept.push((id.name(), data.slice().to_vec()));
        }
        Ok::<(), gimli::Error>(())
    })?;
    Ok(kept)
}
