//! The hart's registers, with those marked that the last step changed.

use inspector::{TRAP_CSRS, csr_meaning};
use isa::csr;
use machine::{Machine, Mode};

use super::memory::LastStep;
use super::{Moment, place};
use crate::scene::{Cpu, CsrField, CsrView, Door, Register};

/// The hart one step earlier, to mark what the step changed.
#[derive(Clone, Debug)]
pub(crate) struct Before {
    /// Where the instruction was that the step executed.
    pub pc: u64,
    /// What the step asked of memory; none where no step was taken to get here.
    pub step: Option<LastStep>,
    x: [u64; 32],
    mode: Mode,
    csrs: Vec<Option<u64>>,
}

impl Before {
    pub fn of(machine: &Machine) -> Self {
        let csrs = TRAP_CSRS.iter().map(|number| machine.csr(*number)).collect();
        Self { pc: machine.hart.pc, step: None, x: machine.hart.x, mode: machine.hart.mode, csrs }
    }

    /// The register that the step wrote, and its new value.
    pub fn changed(&self, machine: &Machine) -> Option<(&'static str, u64)> {
        let index = (1..32).find(|index| machine.hart.x[*index] != self.x[*index])?;
        Some((isa::REGISTERS[index], machine.hart.x[index]))
    }
}

/// The CPU panel. While one goes through the parts of a crossing, those that are not yet done are as before.
pub(crate) fn cpu(moment: &Moment<'_>, before: &Before, door: Option<&Door>) -> Cpu {
    let hart = &moment.machine.hart;
    let undone: Vec<&str> = match door.and_then(|door| Some((door, door.part?))) {
        Some((door, part)) => door.steps.iter().skip(part + 1).map(|step| step.writes.as_str()).collect(),
        None => Vec::new(),
    };
    let mode = if undone.contains(&"mode") { before.mode } else { hart.mode };
    let register = |index: usize| Register {
        name: isa::REGISTERS[index].to_string(),
        value: hart.x[index],
        changed: hart.x[index] != before.x[index],
    };
    Cpu {
        pc: if undone.contains(&"pc") { before.pc } else { hart.pc },
        mode: mode.into(),
        mode_changed: mode != before.mode,
        registers: (0..32).map(register).collect(),
        csrs: TRAP_CSRS
            .iter()
            .zip(&before.csrs)
            .filter_map(|(number, old)| view(moment, *number, *old, &undone))
            .collect(),
    }
}

fn view(moment: &Moment<'_>, number: u16, old: Option<u64>, undone: &[&str]) -> Option<CsrView> {
    let csr = csr::find(number)?;
    let mut value = moment.machine.csr(number)?;
    if let Some(old) = old {
        if undone.contains(&csr.name) {
            value = old;
        }
        for (name, field) in csr.fields {
            if undone.contains(&&*format!("{}.{name}", csr.name)) {
                value = field.set(value, field.get(old));
            }
        }
    }
    Some(CsrView {
        name: csr.name.to_string(),
        number,
        value,
        changed: old != Some(value),
        meaning: csr_meaning(csr, value, |va| name_of(moment, va)),
        fields: csr
            .fields
            .iter()
            .map(|(name, field)| CsrField {
                name: name.to_string(),
                value: field.get(value),
                mask: field.mask(),
            })
            .collect(),
    })
}

/// Names a code address on either side: the kernel's symbols first, then those of the current program.
fn name_of(moment: &Moment<'_>, va: u64) -> Option<String> {
    place(&moment.guest.names.symbols, va).or_else(|| {
        let process = moment.process.as_ref()?;
        Some(format!("{}: {}", process.name, place(&moment.guest.program(&process.name).symbols, va)?))
    })
}
