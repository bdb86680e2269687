//! Listens to the machine while it runs for the first time: which mode when, which calls by whom, which functions.

use std::rc::Rc;

use inspector::{CallEntry as Entry, Clock, Frames, JumpLog, Kernel, errno};
use machine::{Crossing, CrossingKind, Machine, Mode as Level};

use crate::guest::Guest;
use crate::lanes;
use crate::scene::{Call, FunctionSpan, Mode, ProcessName, Run, RunKind, Switch};
use crate::sorted::Sorted;
use crate::text::short;

/// Most crossings of a run that are kept one by one; later ones only count.
const MAX_CROSSINGS: usize = 150_000;
/// Most calls of a run that are kept.
const MAX_CALLS: usize = 20_000;
/// Number of the stack pointer among the registers.
const SP: usize = 2;

/// A crossing, with what the recorder knew when it happened.
#[derive(Clone, Debug)]
pub(crate) struct Crossed {
    /// What the hardware did.
    pub crossing: Crossing,
    /// The process that is current after it.
    pub process: Option<ProcessName>,
    /// `sstatus` after it.
    pub status: u64,
    /// Index of the call that began or ended with it.
    pub call: Option<usize>,
}

/// A call that has not returned.
#[derive(Clone)]
struct Pending {
    index: usize,
    entry: Entry,
    /// Where its `ecall` is.
    ecall: u64,
    /// When it began, by the caller's own clock.
    clock: Clock,
}

/// A call that had begun before the run did.
#[derive(Clone, Debug)]
pub(crate) struct Earlier {
    /// Who called.
    pub pid: u32,
    /// The call as it was asked: `"read(0, 0x1b108, 1)"`.
    pub asked: String,
    /// Where it returned; `None` if it has not.
    pub to: Option<u64>,
}

/// A call's registers, for what the pictures show of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Raw {
    /// `a0` to `a5` at the `ecall`.
    pub args: [u64; 6],
    /// `a0` at the return.
    pub result: Option<u64>,
}

/// What is known of a run beside what the page is given.
#[derive(Clone, Default, Debug)]
pub(crate) struct Record {
    /// Crossings in order.
    pub crossings: Vec<Crossed>,
    /// The registers of each call.
    pub raw: Vec<Raw>,
    /// Files that a call named or worked on, by the call's index.
    pub objects: Vec<Option<String>>,
    /// Calls that processes were in when the run began.
    pub earlier: Vec<Earlier>,
}

impl Record {
    /// The last crossing at a position.
    pub fn crossed(&self, at: u64) -> Option<&Crossed> {
        let past = self.crossings.partition_point(|crossed| crossed.crossing.at <= at);
        past.checked_sub(1).map(|last| &self.crossings[last])
    }

    /// The last trap, up to position `at`, by which process `pid` left user mode.
    pub fn trapped(&self, pid: u32, at: u64) -> Option<&Crossed> {
        let past = self.crossings.partition_point(|crossed| crossed.crossing.at <= at);
        let mut of_process = self.crossings[..past].iter().rev().filter(|crossed| {
            crossed.process.as_ref().is_some_and(|process| process.pid == pid)
                && (crossed.crossing.from == Level::U || crossed.crossing.to == Level::U)
        });
        of_process.next().filter(|crossed| crossed.crossing.from == Level::U)
    }
}

/// What was heard since the run began.
#[derive(Clone)]
pub(crate) struct Recorder {
    /// The jumps since the last crossing.
    pub jumps: JumpLog,
    /// Where the run began.
    pub start: u64,
    /// What kind of run it is.
    pub kind: RunKind,
    /// The command line, if it is one.
    command: String,
    /// What the views will ask for.
    pub record: Rc<Record>,
    calls: Vec<Call>,
    pending: Sorted<u32, Pending>,
    frames: Frames,
    mode: Mode,
    process: Option<ProcessName>,
    status: Option<i32>,
}

impl From<Level> for Mode {
    fn from(mode: Level) -> Self {
        match mode {
            Level::U => Mode::User,
            Level::S => Mode::Supervisor,
            Level::M => Mode::Machine,
        }
    }
}

impl Recorder {
    pub fn new(guest: &Guest) -> Self {
        Self {
            jumps: JumpLog::default(),
            start: 0,
            kind: RunKind::Boot,
            command: String::new(),
            record: Rc::default(),
            calls: Vec::new(),
            pending: Sorted::default(),
            frames: Frames::new(guest.names.symbols.clone()),
            mode: Mode::Machine,
            process: None,
            status: None,
        }
    }

    /// Forgets what was heard, but not what goes on: a new run begins here.
    pub fn begin(&mut self, machine: &Machine, guest: &Guest, kind: RunKind, command: String) {
        self.take_jumps();
        let alive = self.bury(machine, guest);
        self.start = machine.at;
        (self.kind, self.command) = (kind, command);
        let mut earlier = self.record.earlier.clone();
        earlier.extend(self.pending.iter().map(|(pid, pending)| Earlier {
            pid: *pid,
            asked: self.calls[pending.index].asked.clone(),
            to: None,
        }));
        earlier.retain(|call| call.to.is_none() && alive.contains(&call.pid));
        self.record = Rc::new(Record { earlier, ..Record::default() });
        self.calls.clear();
        self.pending.clear();
        self.frames.begin(machine.at);
        self.mode = machine.hart.mode.into();
        self.status = None;
    }

    /// Where the call began in which a process is; of those that were too many to be heard, the last that was.
    pub fn asked(&self, pid: u32) -> Option<u64> {
        let index = match self.pending.get(&pid) {
            Some(pending) => pending.index,
            None => self.calls.len().checked_sub(1).filter(|last| last + 1 >= MAX_CALLS)?,
        };
        Some(self.calls[index].from)
    }

    /// Forgets the stacks of processes that are no more. The numbers of those that are.
    fn bury(&mut self, machine: &Machine, guest: &Guest) -> Vec<u32> {
        let kernel = Kernel::find(machine, &guest.types);
        let processes = kernel.and_then(|kernel| kernel.processes()).unwrap_or_default();
        let alive: Vec<u32> = processes.iter().map(|process| process.pid).collect();
        self.frames.bury(|pid| alive.contains(&pid));
        alive
    }

    /// Hands the jumps to the stacks. To be called wherever the machine stops.
    pub fn take_jumps(&mut self) {
        for jump in self.jumps.0.drain(..) {
            self.frames.jump(&jump);
        }
    }

    /// The machine has just crossed.
    pub fn crossing(&mut self, machine: &Machine, guest: &Guest, crossing: Crossing) {
        self.take_jumps();
        self.process = Kernel::find(machine, &guest.types)
            .and_then(|kernel| kernel.current())
            .ok()
            .flatten()
            .map(|(pid, name)| ProcessName { pid, name });
        if self.frames.is_crowded() {
            self.bury(machine, guest);
        }
        let name = self.process.as_ref().map_or("", |process| &process.name);
        let pid = self.process.as_ref().map(|process| process.pid);
        if crossing.to == Level::U && pid.is_some_and(|pid| self.executes(pid, machine)) {
            self.frames.execute();
        }
        self.frames.crossing(&crossing, pid, &guest.program(name).symbols, machine.hart.x[SP]);
        let call = match crossing.kind {
            CrossingKind::Trap { cause, .. } if crossing.from == Level::U && cause.bits() == 8 => {
                self.enter(machine, guest, crossing.at)
            }
            CrossingKind::Return { .. } if crossing.to == Level::U => self.leave(machine, crossing.at),
            CrossingKind::Trap { .. } | CrossingKind::Return { .. } => None,
        };
        if self.record.crossings.len() < MAX_CROSSINGS {
            Rc::make_mut(&mut self.record).crossings.push(Crossed {
                crossing,
                process: self.process.clone(),
                status: machine.csr(isa::csr::sstatus::NUMBER).unwrap_or(0),
                call,
            });
        }
    }

    /// Whether process `pid` goes back to user mode in a new program.
    fn executes(&self, pid: u32, machine: &Machine) -> bool {
        let call = self.pending.get(&pid).and_then(|pending| pending.entry.syscall());
        call == Some(abi::Syscall::Execve) && errno(machine.hart.x[10]).is_none()
    }

    fn enter(&mut self, machine: &Machine, guest: &Guest, at: u64) -> Option<usize> {
        let process = self.process.clone()?;
        if self.calls.len() >= MAX_CALLS {
            return None;
        }
        let entry = Entry::catch(machine);
        if let Some(abi::Syscall::Clone | abi::Syscall::Clone3) = entry.syscall() {
            let pc = machine.csr(isa::csr::sepc::NUMBER).unwrap_or_default();
            self.frames.fork(pc, machine.hart.x[SP]);
        }
        let decoded = entry.pending();
        let index = self.calls.len();
        let record = Rc::make_mut(&mut self.record);
        record.objects.push(object(machine, guest, &entry));
        record.raw.push(Raw { args: entry.args, result: None });
        self.calls.push(Call {
            number: entry.number,
            line: decoded.line(),
            asked: decoded.call(),
            name: decoded.name,
            args: decoded.args,
            result: decoded.result,
            failed: false,
            pid: process.pid,
            process: process.name,
            from: at - 1,
            to: None,
            steps: 0,
        });
        let (ecall, clock) = (machine.csr(isa::csr::sepc::NUMBER).unwrap_or(0), self.frames.clock(at));
        self.pending.insert(process.pid, Pending { index, entry, ecall, clock });
        Some(index)
    }

    fn leave(&mut self, machine: &Machine, at: u64) -> Option<usize> {
        let pid = self.process.as_ref()?.pid;
        let record = Rc::make_mut(&mut self.record);
        let earlier = record.earlier.iter_mut().find(|call| call.pid == pid && call.to.is_none());
        earlier.into_iter().for_each(|call| call.to = Some(at));
        let Pending { index, entry, ecall, clock } = self.pending.remove(&pid)?;
        let Some(result) = inspector::result(machine, ecall) else {
            let call = &mut self.calls[index];
            let result = "? (made again)";
            (call.result, call.line) = (Some(result.into()), format!("{} = {result}", call.asked));
            call.to = Some(at);
            return Some(index);
        };
        let decoded = entry.returned(machine, result);
        let call = &mut self.calls[index];
        call.line = decoded.line();
        call.args = decoded.args;
        call.result = decoded.result;
        call.failed = decoded.failed;
        call.to = Some(at);
        call.steps = self.frames.since(clock, at);
        Rc::make_mut(&mut self.record).raw[index].result = Some(result);
        let waited =
            entry.syscall() == Some(abi::Syscall::Wait4) && errno(result).is_none() && entry.args[1] != 0;
        if waited {
            self.status = inspector::exit_status(machine, entry.args[1]);
        }
        Some(index)
    }

    /// What was heard, as the page shows it.
    pub fn run(&self, revision: u64, end: u64) -> Run {
        let mut calls = self.calls.clone();
        for (_, pending) in self.pending.iter() {
            calls[pending.index].steps = self.frames.since(pending.clock, end);
        }
        let (crossings, switches) = (&self.record.crossings, self.switches());
        Run {
            revision,
            kind: self.kind,
            command: self.command.clone(),
            start: self.start,
            end,
            modes: lanes::modes(crossings, self.start, end, self.mode),
            processes: lanes::processes(crossings, &switches, end),
            traps: lanes::traps(crossings),
            calls,
            functions: self.functions(end),
            output: Vec::new(),
            switches,
            story: Vec::new(),
            lanes_end: self.lanes_end(),
            status: self.status,
        }
    }

    /// How much there is to be shown.
    pub fn weight(&self) -> usize {
        self.record.crossings.len() + self.frames.spans().len()
    }

    /// Where the lanes end, if there was more than is kept.
    fn lanes_end(&self) -> Option<u64> {
        let spans = self.frames.is_full().then(|| self.frames.spans().last().map(|span| span.from));
        let crossings = &self.record.crossings;
        let crossings =
            (crossings.len() >= MAX_CROSSINGS).then(|| crossings.last().map(|last| last.crossing.at));
        let calls = (self.calls.len() >= MAX_CALLS).then(|| self.calls.last().map(|call| call.from));
        [spans, crossings, calls].into_iter().flatten().flatten().min()
    }

    fn functions(&self, end: u64) -> Vec<FunctionSpan> {
        let mut names: Sorted<*const u8, Rc<str>> = Sorted::default();
        let spans = self.frames.spans().iter();
        spans
            .map(|span| FunctionSpan {
                name: names.get_or_make(span.name.as_ptr(), || short(&span.name).into()).clone(),
                mode: span.mode.into(),
                from: span.from,
                to: span.to.min(end + 1),
                depth: span.depth,
                entered: span.entered,
                pid: self.frames.owner(span.stack),
            })
            .collect()
    }

    fn switches(&self) -> Vec<Switch> {
        let switches = self.frames.switches().iter();
        switches.map(|switch| Switch { at: switch.at, pid: self.frames.owner(switch.stack) }).collect()
    }
}

/// The path of the file a call is about: the one it names, or the one its descriptor is open on.
fn object(machine: &Machine, guest: &Guest, entry: &Entry) -> Option<String> {
    let kernel = Kernel::find(machine, &guest.types).ok()?;
    let signature = entry.syscall()?.signature();
    let kinds = || signature.args.iter().map(|(_, kind)| *kind).zip(entry.args);
    if let Some((_, va)) = kinds().find(|(kind, _)| *kind == abi::Kind::Path) {
        let base = kinds().find(|(kind, _)| *kind == abi::Kind::DirFd).map(|(_, fd)| fd as i32);
        return kernel.resolve(base, &inspector::read_string(machine, va)?).ok();
    }
    let (_, fd) = kinds().find(|(kind, _)| *kind == abi::Kind::Fd)?;
    kernel.path_of_descriptor(fd as i32).ok().flatten()
}
