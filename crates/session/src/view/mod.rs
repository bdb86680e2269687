//! From a machine at a position to what a panel draws: one file a panel. They only look.

mod boundary;
mod chain;
mod code;
mod cpu;
mod files;
mod memory;
mod processes;
mod stack;

pub(crate) use boundary::boundary;
pub(crate) use code::{code, disassembled, source};
pub(crate) use cpu::{Before, cpu};
pub(crate) use files::files;
pub(crate) use memory::{LastStep, memory};
pub(crate) use processes::processes;
pub(crate) use stack::{n_parts, stack};

use std::ops::Range;

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
    /// The functions of the run that the position is in, outermost first.
    stack: Vec<&'a FunctionSpan>,
}

impl<'a> Moment<'a> {
    pub fn new(machine: &'a Machine, guest: &'a Guest, run: &'a Run, record: &'a Record) -> Self {
        let kernel = Kernel::find(machine, &guest.types).ok();
        let current = kernel.and_then(|kernel| kernel.current().ok().flatten());
        let process = current.map(|(pid, name)| ProcessName { pid, name });
        let crossed = record.crossed(machine.at);
        let call = process.as_ref().and_then(|process| call_in_view(run, process.pid, machine));
        let begun = run.functions.partition_point(|span| span.from <= machine.at);
        let stack = run.functions[..begun].iter().filter(|span| machine.at < span.to).collect();
        Self { machine, guest, run, record, kernel, process, crossed, call, stack }
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
        self.stack.iter().copied()
    }

    /// The functions that process `pid` is in, outermost first, also while it sleeps: then they are those in which it was when
    /// another stack got the hart.
    pub fn stack_of(&self, pid: u32) -> Vec<&'a FunctionSpan> {
        if self.stack.first().is_some_and(|span| span.pid == Some(pid)) {
            return self.stack.clone();
        }
        let begun = self.run.functions.partition_point(|span| span.from <= self.at());
        let spans = self.run.functions[..begun].iter().filter(|span| span.pid == Some(pid));
        let asleep = spans.clone().map(|span| span.to).max();
        spans.filter(|span| Some(span.to) == asleep).collect()
    }

    /// The descriptor that the call in view is about, if process `pid` made it.
    pub fn descriptor_of_call(&self, pid: u32) -> Option<u32> {
        let (call, raw) = self.call().filter(|(call, _)| call.pid == pid)?;
        let signature = abi::Syscall::from_number(call.number)?.signature();
        let index = signature.args.iter().position(|(_, kind)| *kind == abi::Kind::Fd)?;
        Some(raw.args[index] as u32)
    }

    /// The bytes of its file that the call in view reads or writes, or has done; `offset` is that of the open file now.
    pub fn bytes_of_call(&self, offset: Option<u64>) -> Option<Range<u64>> {
        let (call, raw) = self.call()?;
        let done = raw.result.filter(|result| inspector::errno(*result).is_none());
        let over = call.to.is_some_and(|to| to <= self.at());
        let start = match (abi::Syscall::from_number(call.number)?, done) {
            (abi::Syscall::Pread64 | abi::Syscall::Pwrite64, _) => raw.args[3],
            (abi::Syscall::Read | abi::Syscall::Write, Some(n)) if over => offset?.saturating_sub(n),
            (abi::Syscall::Read | abi::Syscall::Write, _) => offset?,
            _ => return None,
        };
        Some(start..start.saturating_add(done.filter(|_| over).unwrap_or(raw.args[2])))
    }

    /// Whether the hart works for process `pid`.
    pub fn is_current(&self, pid: u32) -> bool {
        self.process.as_ref().is_some_and(|current| current.pid == pid)
    }

    /// The process that is looked at, if it is there; else the current one, or the one that was so last.
    pub fn chosen(&self, wanted: Option<u32>) -> Option<u32> {
        let processes = self.kernel.and_then(|kernel| kernel.processes().ok()).unwrap_or_default();
        let there = |pid: &u32| processes.iter().any(|process| process.pid == *pid);
        let begun = self.run.switches.partition_point(|switch| switch.at <= self.at());
        let mut before = self.run.switches[..begun].iter().rev().filter_map(|switch| switch.pid);
        let current = self.process.as_ref().map(|process| process.pid);
        wanted.filter(there).or(current).or_else(|| before.find(there))
    }

    /// The call that process `pid` is in, as it was asked, also if that was before the run.
    pub fn call_of(&self, pid: u32) -> Option<&'a str> {
        let at = self.at();
        let inside = |from: u64, to: Option<u64>| from < at && to.is_none_or(|to| at < to);
        let mut calls = self.run.calls.iter().rev().filter(|call| call.pid == pid);
        let last = calls.find(|call| inside(call.from, call.to)).map(|call| &*call.asked);
        let mut earlier = self.record.earlier.iter().filter(|call| call.pid == pid);
        last.or_else(|| earlier.find(|call| call.to.is_none_or(|to| at < to)).map(|call| &*call.asked))
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
        0 => short(&symbol.name).to_string(),
        offset => format!("{}+{offset}", short(&symbol.name)),
    })
}
