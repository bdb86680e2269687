//! What a function is given, and in which registers that lies when it begins. DWARF Debugging Information Format, version
//! 5, §4.1 "Data Object Entries" and §2.6 "Location Descriptions".

use std::rc::Rc;

use gimli::{
    AttributeValue, DebuggingInformationEntry, Dwarf, EndianSlice, LittleEndian, Operation, Unit,
    constants as dw,
};
use object::{Object, ObjectSection};

type Slice<'d> = EndianSlice<'d, LittleEndian>;
type Entry<'d> = DebuggingInformationEntry<Slice<'d>>;

/// The first and the last register that an argument is passed in: `a0` and `a7` (RISC-V ELF psABI 1.0, §2.1 "Integer Calling
/// Convention").
const ARGUMENTS: std::ops::RangeInclusive<u16> = 10..=17;
/// Most steps from a type to what it stands for.
const MAX_ALIASES: usize = 16;

/// A parameter of a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Rc<str>,
    /// The numbers of the registers that it lies in when the function begins, its lowest bytes first.
    pub registers: Vec<u8>,
}

/// The parameters of the functions of an image; none if the file does not tell.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Parameters {
    pub(crate) sorted: Vec<(u64, Vec<Parameter>)>,
}

impl Parameters {
    /// Reads the parameters. Where the debug information cannot be read, those before it are kept.
    pub(crate) fn read<'data>(file: &impl Object<'data>) -> Self {
        let mut parameters = Self::default();
        // What cannot be read ends the list: the program runs without it.
        let _ = parameters.try_read(file);
        parameters.sorted.sort_by_key(|(va, _)| *va);
        parameters
    }

    fn try_read<'data>(&mut self, file: &impl Object<'data>) -> gimli::Result<()> {
        let dwarf = Dwarf::load(|id| {
            let data = file.section_by_name(id.name()).and_then(|section| section.data().ok());
            Ok::<_, gimli::Error>(Slice::new(data.unwrap_or(&[]), LittleEndian))
        })?;
        let mut units = dwarf.units();
        while let Some(header) = units.next()? {
            let unit = dwarf.unit(header)?;
            let mut entries = unit.entries();
            let mut function: Option<(isize, u64, Option<u16>)> = None;
            while let Some(entry) = entries.next_dfs()? {
                if entry.tag() == dw::DW_TAG_subprogram {
                    let start = entry.attr_value(dw::DW_AT_low_pc);
                    let start = start.map(|value| dwarf.attr_address(&unit, value)).transpose()?.flatten();
                    function = start.map(|va| (entry.depth(), va, Some(*ARGUMENTS.start())));
                }
                let Some((depth, va, free)) = &mut function else { continue };
                if entry.tag() == dw::DW_TAG_formal_parameter && entry.depth() == *depth + 1 {
                    let registers = registers(&dwarf, &unit, entry, *va, free)?;
                    if !registers.is_empty() {
                        self.add(*va, Parameter { name: name(&dwarf, &unit, entry)?, registers });
                    }
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, va: u64, parameter: Parameter) {
        match self.sorted.last_mut().filter(|(last, _)| *last == va) {
            Some((_, parameters)) => parameters.push(parameter),
            None => self.sorted.push((va, vec![parameter])),
        }
    }

    /// The same of an image that lies `by` bytes above where it was linked to.
    pub fn moved(mut self, by: u64) -> Self {
        self.sorted.iter_mut().for_each(|(va, _)| *va = va.wrapping_add(by));
        self.sorted.sort_by_key(|(va, _)| *va);
        self
    }

    /// The parameters of the function that begins at `va`, as far as they are passed in registers.
    pub fn of(&self, va: u64) -> &[Parameter] {
        let found = self.sorted.binary_search_by_key(&va, |(start, _)| *start);
        found.map_or(&[], |index| &self.sorted[index].1)
    }
}

/// The registers that a parameter lies in at the start `va` of its function. `free` is the next register that has no
/// parameter: code that was not optimized says where it will put a parameter, not where it finds it; there the calling
/// convention says it, as long as all before are numbers and pointers.
fn registers<'d>(
    dwarf: &Dwarf<Slice<'d>>,
    unit: &Unit<Slice<'d>>,
    entry: &Entry<'d>,
    va: u64,
    free: &mut Option<u16>,
) -> gimli::Result<Vec<u8>> {
    let next = free.take();
    let Some(location) = entry.attr_value(dw::DW_AT_location) else { return Ok(Vec::new()) };
    let mut found = None;
    if let AttributeValue::Exprloc(expression) = location {
        found = Some(expression);
    } else if let Some(mut list) = dwarf.attr_locations(unit, location)? {
        while let Some(entry) = list.next()? {
            if (entry.range.begin..entry.range.end).contains(&va) {
                found = Some(entry.data);
            }
        }
    }
    let Some(expression) = found else { return Ok(Vec::new()) };
    let mut operations = expression.operations(unit.encoding());
    let mut registers = Vec::new();
    while let Some(operation) = operations.next()? {
        match operation {
            Operation::Register { register } if ARGUMENTS.contains(&register.0) => {
                registers.push(register.0 as u8)
            }
            // Its lowest bytes are nowhere; what follows would be taken for them.
            Operation::Piece { .. } if registers.is_empty() => return Ok(registers),
            Operation::Piece { .. } => {}
            Operation::FrameOffset { .. } if is_number(unit, entry)? => {
                let Some(register) = next.filter(|next| ARGUMENTS.contains(next)) else { break };
                *free = Some(register + 1);
                return Ok(vec![register as u8]);
            }
            _ => return Ok(Vec::new()),
        }
    }
    Ok(registers)
}

/// Whether the parameter is a number or a pointer of at most eight bytes.
fn is_number<'d>(unit: &Unit<Slice<'d>>, entry: &Entry<'d>) -> gimli::Result<bool> {
    let mut entry = entry.clone();
    for _ in 0..MAX_ALIASES {
        let Some(AttributeValue::UnitRef(ty)) = entry.attr_value(dw::DW_AT_type) else { return Ok(false) };
        entry = unit.entry(ty)?;
        match entry.tag() {
            dw::DW_TAG_pointer_type | dw::DW_TAG_enumeration_type => return Ok(true),
            dw::DW_TAG_base_type => {
                let len = entry.attr_value(dw::DW_AT_byte_size).and_then(|value| value.udata_value());
                let float = matches!(
                    entry.attr_value(dw::DW_AT_encoding),
                    Some(AttributeValue::Encoding(dw::DW_ATE_float | dw::DW_ATE_complex_float))
                );
                return Ok(!float && len.is_some_and(|len| len <= 8));
            }
            _ => {}
        }
    }
    Ok(false)
}

/// The name of a parameter; that of a copy of a function is at the original.
fn name<'d>(dwarf: &Dwarf<Slice<'d>>, unit: &Unit<Slice<'d>>, entry: &Entry<'d>) -> gimli::Result<Rc<str>> {
    let mut entry = entry.clone();
    for _ in 0..MAX_ALIASES {
        if let Some(name) = entry.attr_value(dw::DW_AT_name) {
            return Ok(dwarf.attr_string(unit, name)?.to_string_lossy().into());
        }
        let Some(AttributeValue::UnitRef(origin)) = entry.attr_value(dw::DW_AT_abstract_origin) else {
            break;
        };
        entry = unit.entry(origin)?;
    }
    Ok("".into())
}
