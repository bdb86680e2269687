//! An address as a person types it: a number, a register, a name, each with a number added if need be.

use inspector::static_named;
use isa::csr;
use texts::memory as say;

use crate::text::short;
use crate::view::Moment;

/// Longest text that is read.
const MAX_LEN: usize = 200;

/// An address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Address {
    Virtual(u64),
    Physical(u64),
}

/// The address that `text` means at a moment, or a sentence that says why it means none.
pub(crate) fn parse(moment: &Moment<'_>, text: &str) -> Result<Address, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(say::address_empty().into());
    }
    if text.len() > MAX_LEN {
        return Err(say::address_too_long(MAX_LEN));
    }
    let (physical, rest) = match text.strip_prefix("pa:") {
        Some(rest) => (true, rest.trim()),
        None => (false, text),
    };
    let (base, offset) = match rest.rsplit_once('+') {
        Some((base, offset)) => {
            let offset = number(offset.trim());
            (base.trim(), offset.ok_or_else(|| say::address_offset(rest))?)
        }
        None => (rest, 0),
    };
    let found = if physical { None } else { register(moment, base).or_else(|| symbol(moment, base)) };
    let base = match found.or_else(|| hexadecimal(base)) {
        Some(base) => base,
        None if looks_like_a_number(base) => {
            return Err(say::address_digits(base));
        }
        None => return Err(say::address_unknown(base)),
    };
    let address = base.wrapping_add(offset);
    Ok(if physical { Address::Physical(address) } else { Address::Virtual(address) })
}

fn looks_like_a_number(text: &str) -> bool {
    text.starts_with("0x") || text.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '_')
}

/// Addresses are hexadecimal, with `0x` or without, with `_` between digits or without.
fn hexadecimal(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x").unwrap_or(text).replace('_', "");
    // The parser would take a sign.
    let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if plain { u64::from_str_radix(&digits, 16).ok() } else { None }
}

/// What is added: decimal, or hexadecimal with `0x`.
fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(_) => hexadecimal(text),
        None if text.bytes().all(|digit| digit.is_ascii_digit()) => text.parse().ok(),
        None => None,
    }
}

/// The value of `pc`, `sp`, `x2`, `sepc`.
fn register(moment: &Moment<'_>, name: &str) -> Option<u64> {
    let hart = &moment.machine.hart;
    if name == "pc" {
        return Some(hart.pc);
    }
    let by_number = name.strip_prefix('x').and_then(|number| number.parse::<usize>().ok());
    let index = isa::REGISTERS.iter().position(|register| *register == name).or(by_number);
    match index {
        Some(index) => hart.x.get(index).copied(),
        None => {
            let csr = csr::ALL.iter().find(|csr| csr.name == name)?;
            moment.machine.csr(csr.number)
        }
    }
}

/// The address of a function of the program in view or of the kernel, or of a static of the kernel: by its whole name, or as
/// panels write it.
fn symbol(moment: &Moment<'_>, name: &str) -> Option<u64> {
    let program = moment.process.as_ref().map(|process| moment.guest.program(&process.name));
    let all = [program.map(|names| &*names.symbols), Some(&*moment.guest.names.symbols)];
    let found = all.into_iter().flatten().find_map(|symbols| {
        let whole = symbols.named(name);
        whole.or_else(|| symbols.iter().find(|symbol| short(&symbol.name) == name)).map(|symbol| symbol.va)
    });
    found.or_else(|| static_named(&moment.guest.types, name))
}
