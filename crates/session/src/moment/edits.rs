//! A change by hand in a link: `STEP:PLACE:VALUE`, as in `120:a2:0x2`, `7:sstatus:0x8000`, `7:word@0x80200000:0x1`.

use isa::csr;
use machine::Edit;

/// Writes a change.
pub fn write(at: u64, edit: Edit) -> String {
    match edit {
        Edit::Register(number, value) => {
            format!("{at}:{}:{value:#x}", isa::REGISTERS.get(usize::from(number)).unwrap_or(&"zero"))
        }
        Edit::Pc(value) => format!("{at}:pc:{value:#x}"),
        Edit::Csr(number, value) => match csr::find(number) {
            Some(csr) => format!("{at}:{}:{value:#x}", csr.name),
            None => format!("{at}:csr@{number:#x}:{value:#x}"),
        },
        Edit::Word(pa, value) => format!("{at}:word@{pa:#x}:{value:#x}"),
        Edit::Byte(pa, value) => format!("{at}:byte@{pa:#x}:{value:#x}"),
    }
}

/// Reads one.
pub fn read(text: &str) -> Option<(u64, Edit)> {
    let mut parts = text.splitn(3, ':');
    let (at, place, value) = (parts.next()?.parse().ok()?, parts.next()?, number(parts.next()?)?);
    let edit = match place.split_once('@') {
        Some(("csr", at)) => Edit::Csr(u16::try_from(number(at)?).ok()?, value),
        Some(("word", pa)) => Edit::Word(number(pa)?, value),
        Some(("byte", pa)) => Edit::Byte(number(pa)?, u8::try_from(value).ok()?),
        Some(_) => return None,
        None if place == "pc" => Edit::Pc(value),
        None => match isa::REGISTERS.iter().position(|name| *name == place) {
            Some(register) => Edit::Register(u8::try_from(register).ok()?, value),
            None => Edit::Csr(csr::ALL.iter().find(|csr| csr.name == place)?.number, value),
        },
    };
    Some((at, edit))
}

/// A number, decimal or with `0x`.
fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) if !digits.starts_with('+') => u64::from_str_radix(digits, 16).ok(),
        Some(_) => None,
        None => text.parse().ok(),
    }
}
