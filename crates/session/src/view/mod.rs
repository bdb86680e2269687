//! From a machine at a position to what a panel draws: one file a panel. They only look.

mod boundary;
mod code;
mod cpu;
mod files;
mod memory;
mod stack;

pub(crate) use boundary::boundary;
pub(crate) use code::{code, disassembled, source};
pub(crate) use cpu::{Before, cpu};
pub(crate) use files::files;
pub(crate) use memory::{LastStep, memory};
pub(crate) use stack::stack;

use debuginfo::Symbols;
use inspector::Kernel;
use machine::{Machine, Mode as Privilege};

use crate::guest::{Guest, Names};
use crate::recorder::{Crossed, Raw, Record};
use crate::scene::{Call, FunctionSpan, ProcessName, Run};
use crate::text::short;

/// Everything a view may ask about a position.
pub(crate) struct Moment<'a> {
    pub machine: &'a Machine,
    pub guest: &'a Guest,
    pub run: &'a Run,
    pub record: &'a Record,
    /// The kernel's state; `None` before it has one.
    pub kernel: Option<Kernel<'a>>,
    /// The process that is current.
    pub process: Option<ProcessName>,
    /// The last crossing of the run.
    pub crossed: Option<&'a Crossed>,
    /// Index of the call in view: the current process is in it, or has just come back from it.
    pub call: Option<usize>,
}

impl<'a> Moment<'a> {
    pub fn new(machine: &'a Machine, guest: &'a Guest, run: &'a Run, record: &'a Record) -> Self {
        let kernel = Kernel::find(machine, &guest.kernel.types).ok();
        let current = kernel.and_then(|kernel| kernel.current().ok().flatten());
        let process = current.map(|(pid, name)| ProcessName { pid, name });
        let crossed = record.crossed(machine.at);
        let call = process.as_ref().and_then(|process| call_in_view(run, process.pid, machine));
        Self { machine, guest, run, record, kernel, process, crossed, call }
    }

    /// Steps since reset.
    pub fn at(&self) -> u64 {
        self.machine.at
    }

    /// The call in view.
    pub fn call(&self) -> Option<(&'a Call, Raw)> {
        self.call.map(|index| (&self.run.calls[index], self.record.raw[index]))
    }

    /// The path of the file that the call in view is about.
    pub fn object(&self) -> Option<&'a str> {
        self.record.objects[self.call?].as_deref()
    }

    /// What the addresses of what the hart executes mean, and the name of that image.
    pub fn names(&self) -> (&'a Names, &str) {
        match (self.machine.hart.mode, &self.process) {
            (Privilege::U, Some(process)) => (self.guest.program(&process.name), &process.name),
            _ => (&self.guest.names, "kernel"),
        }
    }

    /// The functions of the run that the position is in, outermost first.
    pub fn stack(&self) -> impl Iterator<Item = &'a FunctionSpan> {
        let at = self.at();
        self.run.functions.iter().take_while(move |span| span.from <= at).filter(move |span| at < span.to)
    }
}

/// The call that `pid` is in, or has come back from with the last step.
fn call_in_view(run: &Run, pid: u32, machine: &Machine) -> Option<usize> {
    let at = machine.at;
    let last = run.calls.iter().rposition(|call| call.pid == pid && call.from < at)?;
    let inside = run.calls[last].to.is_none_or(|to| at <= to);
    inside.then_some(last)
}

/// `va` as a function and an offset in it: `"ls::main+4"`.
pub(crate) fn place(symbols: &Symbols, va: u64) -> Option<String> {
    let symbol = symbols.at(va)?;
    Some(match va - symbol.va {
        0 => short(&symbol.name),
        offset => format!("{}+{offset}", short(&symbol.name)),
    })
}
