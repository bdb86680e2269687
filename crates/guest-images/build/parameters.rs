//! What the functions are given: the names of their parameters, and in which registers those lie where a function begins.
//! Of the rest of the debug information of functions nothing travels.

use std::error::Error;

use gimli::write::{Address, AttributeValue, Expression, StringTable, Unit, UnitEntryId};
use gimli::{AttributeValue as Value, DebuggingInformationEntry, constants as dw};

use crate::slim::Slice;

type Result<T> = std::result::Result<T, Box<dyn Error>>;
type Entry<'d> = DebuggingInformationEntry<Slice<'d>>;

/// Adds the functions that have parameters in registers to a unit.
pub fn add(unit: &mut Unit, strings: &mut StringTable, dwarf: &gimli::Dwarf<Slice<'_>>) -> Result<()> {
    let mut units = dwarf.units();
    while let Some(header) = units.next()? {
        let from = dwarf.unit(header)?;
        let mut entries = from.entries();
        let mut function: Option<(isize, u64, Option<UnitEntryId>)> = None;
        while let Some(entry) = entries.next_dfs()? {
            if entry.tag() == dw::DW_TAG_subprogram {
                let start = entry.attr_value(dw::DW_AT_low_pc);
                let start = start.map(|value| dwarf.attr_address(&from, value)).transpose()?.flatten();
                // What the linker has left out is at 0.
                function = start.filter(|va| *va != 0).map(|va| (entry.depth(), va, None));
            }
            let Some((depth, va, made)) = &mut function else { continue };
            if entry.tag() != dw::DW_TAG_formal_parameter || entry.depth() != *depth + 1 {
                continue;
            }
            let Some(place) = place(dwarf, &from, entry, *va)? else { continue };
            let function = *made.get_or_insert_with(|| {
                let function = unit.add(unit.root(), dw::DW_TAG_subprogram);
                let address = AttributeValue::Address(Address::Constant(*va));
                unit.get_mut(function).set(dw::DW_AT_low_pc, address);
                function
            });
            let name = name(dwarf, &from, entry)?;
            let parameter = unit.add(function, dw::DW_TAG_formal_parameter);
            let parameter = unit.get_mut(parameter);
            parameter.set(dw::DW_AT_name, AttributeValue::StringRef(strings.add(name.to_vec())));
            parameter.set(dw::DW_AT_location, AttributeValue::Exprloc(Expression::raw(place)));
        }
    }
    Ok(())
}

/// Where a parameter lies at address `va`, if that is in registers.
fn place(
    dwarf: &gimli::Dwarf<Slice<'_>>,
    unit: &gimli::Unit<Slice<'_>>,
    entry: &Entry<'_>,
    va: u64,
) -> Result<Option<Vec<u8>>> {
    let Some(location) = entry.attr_value(dw::DW_AT_location) else { return Ok(None) };
    let mut found = None;
    if let Value::Exprloc(expression) = location {
        found = Some(expression);
    } else if let Some(mut list) = dwarf.attr_locations(unit, location)? {
        while let Some(entry) = list.next()? {
            if (entry.range.begin..entry.range.end).contains(&va) {
                found = Some(entry.data);
            }
        }
    }
    let registers = dw::DW_OP_reg10.0..=dw::DW_OP_reg17.0;
    let found = found.map(|expression| expression.0.to_vec());
    Ok(found.filter(|bytes| bytes.first().is_some_and(|first| registers.contains(first))))
}

/// The name of a parameter; that of a copy of a function is at the original.
fn name<'d>(
    dwarf: &gimli::Dwarf<Slice<'d>>,
    unit: &gimli::Unit<Slice<'d>>,
    entry: &Entry<'d>,
) -> Result<Slice<'d>> {
    if let Some(name) = entry.attr_value(dw::DW_AT_name) {
        return Ok(dwarf.attr_string(unit, name)?);
    }
    match entry.attr_value(dw::DW_AT_abstract_origin) {
        Some(Value::UnitRef(origin)) => name(dwarf, unit, &unit.entry(origin)?),
        _ => Ok(Slice::new(b"", gimli::LittleEndian)),
    }
}
