//! Call stacks rebuilt from what ran: calls, returns, traps and switches of the stack. One stack a thread of control:
//! the program's frames, the trap, the kernel's frames on top.
//!
//! A return is matched with its call by the stack pointer and the return address, so tail calls, functions that never
//! return and `swtch` (a return on another stack) keep it right.

use std::collections::VecDeque;
use std::rc::Rc;

use debuginfo::Symbols;
use machine::{Crossing, CrossingKind, Hart, Jump, Mode, Watch};

/// Most spans that are kept; the lane ends there.
const MAX_SPANS: usize = 400_000;
/// Deepest stack that is kept.
const MAX_DEPTH: usize = 200;
/// Most sleeping stacks that are kept; a kernel has far fewer processes.
const MAX_STACKS: usize = 1_024;
/// Most switches that are kept.
const MAX_SWITCHES: usize = 200_000;
/// Sleeping stacks from which on it is worth asking which processes are left.
const MANY_STACKS: usize = 64;
/// Most calls of which it is remembered where a new process would go on.
const MAX_FORKS: usize = 64;

/// A jump, as [`Frames::jump`] takes it.
#[derive(Clone, Copy, Debug)]
pub struct Jumped {
    /// Steps since reset once it was done.
    pub at: u64,
    /// Address of the jump.
    pub from: u64,
    /// Where it went.
    pub to: u64,
    /// What it means.
    pub link: Jump,
    /// The stack pointer.
    pub sp: u64,
    /// The mode.
    pub mode: Mode,
}

/// Stops at crossings and collects the jumps between them.
#[derive(Clone, Default, Debug)]
pub struct JumpLog(pub Vec<Jumped>);

impl Watch for JumpLog {
    const CROSSINGS: bool = true;
    const JUMPS: bool = true;

    fn jump(&mut self, hart: &Hart, at: u64, from: u64, to: u64, link: Jump) {
        self.0.push(Jumped { at: at + 1, from, to, link, sp: hart.x[2], mode: hart.mode });
    }
}

/// A stretch of time in one function on one stack, its callees included. A function that sleeps has a span for each
/// time it is on the stack that runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// The function; an address in hexadecimal where no symbol covers it.
    pub name: Rc<str>,
    /// The mode.
    pub mode: Mode,
    /// First position.
    pub from: u64,
    /// First position after it; `u64::MAX` while it lasts.
    pub to: u64,
    /// Frames below it on its stack.
    pub depth: u32,
    /// Whether the function was entered at `from`, and did not merely come back.
    pub entered: bool,
    /// Number of its stack.
    pub stack: u32,
}

/// Another stack gets the hart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Switch {
    /// First position on it.
    pub at: u64,
    /// Number of the stack.
    pub stack: u32,
}

#[derive(Clone, Debug)]
struct Frame {
    name: Rc<str>,
    /// First address of the function, and its length.
    code: (u64, u64),
    mode: Mode,
    /// Address of the call that made the frame and the stack pointer there; `None` for the first frame after a trap. A
    /// function that was jumped to instead of called (a tail call) shares the call of the frame below it.
    call: Option<(u64, u64)>,
    /// Whether it is such a tail call.
    tail: bool,
    /// Index of the span that shows it; none for the functions of libraries, which a reader did not write.
    span: Option<usize>,
}

/// The stacks of a run, and the spans they leave.
#[derive(Clone)]
pub struct Frames {
    kernel: Rc<Symbols>,
    program: Rc<Symbols>,
    /// The stack that runs.
    running: Stack,
    /// When it got the hart.
    since: u64,
    /// The others, the one that ran last at the end.
    asleep: Vec<Stack>,
    spans: Vec<Span>,
    switches: Vec<Switch>,
    /// What is known of each stack, by its number.
    known: Vec<Known>,
    /// Sleeping stacks from which on some of them should be cleared away.
    room: usize,
    /// The newest last: where new processes may go on.
    forks: VecDeque<Fork>,
}

#[derive(Clone, Default, Debug)]
struct Known {
    /// Steps that it has run.
    ran: u64,
    /// The process whose it is, once it has been in user mode.
    owner: Option<u32>,
    /// The program that ran on it then.
    program: Option<Rc<Symbols>>,
}

/// A program at a call that makes a process with a copy of its stack.
#[derive(Clone, Debug)]
struct Fork {
    /// Where the new process goes on.
    pc: u64,
    sp: u64,
    /// The program's frames.
    frames: Vec<Frame>,
}

/// A stack of functions, outermost first.
#[derive(Clone, Default, Debug)]
struct Stack {
    id: u32,
    frames: Vec<Frame>,
}

/// How long a stack has run, read off [`Frames::clock`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    id: u32,
    ran: u64,
}

impl Frames {
    /// No frames yet; `kernel` names what runs outside user mode.
    pub fn new(kernel: Rc<Symbols>) -> Self {
        Self {
            kernel,
            program: Rc::default(),
            running: Stack::default(),
            since: 0,
            asleep: Vec::new(),
            spans: Vec::new(),
            switches: vec![Switch { at: 0, stack: 0 }],
            known: vec![Known::default()],
            room: MANY_STACKS,
            forks: VecDeque::new(),
        }
    }

    /// The spans so far. Those that last end at `u64::MAX`.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Whether the lane is full, so that later spans are missing.
    pub fn is_full(&self) -> bool {
        self.spans.len() >= MAX_SPANS
    }

    /// The switches so far; the first says which stack had the hart when the run began.
    pub fn switches(&self) -> &[Switch] {
        &self.switches
    }

    /// The process whose stack it is; `None` for the kernel's own.
    pub fn owner(&self, stack: u32) -> Option<u32> {
        self.known[stack as usize].owner
    }

    /// Forgets the spans, but not the stacks: a new run begins at `at`. Each function of a stack that sleeps has a span of no
    /// length there.
    pub fn begin(&mut self, at: u64) {
        self.spans.clear();
        self.switches.clear();
        self.switches.push(Switch { at, stack: self.running.id });
        for mut stack in std::mem::take(&mut self.asleep) {
            show(&mut self.spans, &mut stack, at);
            stack.frames.iter().for_each(|frame| end(&mut self.spans, frame, at));
            self.asleep.push(stack);
        }
        show(&mut self.spans, &mut self.running, at);
    }

    /// The number of the stack that runs and its functions, outermost first.
    pub fn stack(&self) -> (u32, impl Iterator<Item = (&Rc<str>, Mode)>) {
        (self.running.id, self.running.frames.iter().map(|frame| (&frame.name, frame.mode)))
    }

    /// Whether so many stacks sleep that some may be of processes that have ended: see [`Frames::bury`].
    pub fn is_crowded(&self) -> bool {
        self.asleep.len() >= self.room
    }

    /// Forgets the sleeping stacks of processes that are not alive: they will never be woken.
    pub fn bury(&mut self, is_alive: impl Fn(u32) -> bool) {
        self.asleep.retain(|stack| self.known[stack.id as usize].owner.is_none_or(&is_alive));
        self.room = MANY_STACKS.max(2 * self.asleep.len());
    }

    /// The program that runs has just trapped, at `pc`, with a call that makes a process with a copy of its stack.
    pub fn fork(&mut self, pc: u64, sp: u64) {
        let frames = self.running.frames.iter().take_while(|frame| frame.mode == Mode::U).cloned().collect();
        if self.forks.len() >= MAX_FORKS {
            self.forks.pop_front();
        }
        self.forks.push_back(Fork { pc: pc + 4, sp, frames });
    }

    /// The process that runs has a new program: the functions of the old one will not go on.
    pub fn execute(&mut self) {
        self.program = Rc::default();
        self.known[self.running.id as usize].program = None;
    }

    /// The clock of the stack that runs: it stands still while another has the hart.
    pub fn clock(&self, at: u64) -> Clock {
        Clock { id: self.running.id, ran: self.ran_until(self.running.id, at) }
    }

    /// Steps that the stack has run between `start` and position `at`.
    pub fn since(&self, start: Clock, at: u64) -> u64 {
        self.ran_until(start.id, at) - start.ran
    }

    fn ran_until(&self, id: u32, at: u64) -> u64 {
        self.known[id as usize].ran + if id == self.running.id { at - self.since } else { 0 }
    }

    /// Takes a jump.
    pub fn jump(&mut self, jump: &Jumped) {
        if self.running.frames.is_empty() {
            self.push(jump.from, jump.mode, None, jump.at - 1);
        }
        match jump.link {
            Jump::Call => self.push(jump.to, jump.mode, Some((jump.from, jump.sp)), jump.at),
            Jump::Return => self.ret(jump),
            Jump::Jump => self.move_to(jump.to, jump.mode, jump.at),
        }
    }

    /// Takes a crossing. Of what runs in user mode, before it or after it, `process` is the number, `program` has the names,
    /// and `sp` is the stack pointer.
    pub fn crossing(&mut self, crossing: &Crossing, process: Option<u32>, program: &Rc<Symbols>, sp: u64) {
        match crossing.kind {
            CrossingKind::Trap { .. } => {
                if self.running.frames.is_empty() {
                    self.push(crossing.from_pc, crossing.from, None, crossing.at - 1);
                }
                self.push(crossing.to_pc, crossing.to, None, crossing.at);
            }
            CrossingKind::Return { .. } => {
                let trap =
                    self.running.frames.iter().rposition(|frame| {
                        frame.call.is_none() && !frame.tail && frame.mode == crossing.from
                    });
                self.pop_to(trap.unwrap_or(0), crossing.at);
                if crossing.to == Mode::U {
                    self.return_to_program(crossing, process, program, sp);
                }
                self.move_to(crossing.to_pc, crossing.to, crossing.at);
            }
        }
    }

    fn return_to_program(
        &mut self,
        crossing: &Crossing,
        process: Option<u32>,
        program: &Rc<Symbols>,
        sp: u64,
    ) {
        let known = &mut self.known[self.running.id as usize];
        let is_new = known.owner.is_none();
        known.owner = process;
        // Others may have run meanwhile. Where it goes on tells nothing: that may be the handler of a signal.
        let same = known.program.replace(program.clone()).is_some_and(|old| Rc::ptr_eq(&old, program));
        self.program = program.clone();
        if !same {
            let kept = self.running.frames.last().is_some_and(|frame| covers(frame.code, crossing.to_pc));
            if !kept {
                self.pop_to(0, crossing.at);
            }
        }
        let mut forks = self.forks.iter();
        let made = forks.rposition(|fork| fork.pc == crossing.to_pc && fork.sp == sp).filter(|_| is_new);
        if let Some(fork) = made.and_then(|index| self.forks.remove(index)) {
            self.pop_to(0, crossing.at);
            self.running.frames = fork.frames;
            show(&mut self.spans, &mut self.running, crossing.at);
        }
    }

    /// A return: to the call it matches on this stack; else, if another stack has that call, to that stack.
    fn ret(&mut self, jump: &Jumped) {
        let matches = |frame: &Frame| {
            frame.call.is_some_and(|(from, sp)| sp == jump.sp && matches!(jump.to.wrapping_sub(from), 2 | 4))
        };
        // The lowest that matches: the frames above it are its tail calls.
        let found = |frames: &[Frame]| frames.iter().position(matches);
        let asleep = |(which, stack): (usize, &Stack)| Some((which, found(&stack.frames)?));
        if let Some(index) = found(&self.running.frames) {
            self.pop_to(index, jump.at);
        // The newest first: the memory of a stack whose process has ended may be that of another one now.
        } else if let Some((which, index)) = self.asleep.iter().enumerate().rev().find_map(asleep) {
            let woken = self.asleep.remove(which);
            self.switch(woken, jump.at);
            self.pop_to(index, jump.at);
        } else if self.running.frames.last().is_some_and(|frame| covers(frame.code, jump.to)) {
            // A jump through `ra` inside the function.
        } else if jump.mode == Mode::U {
            self.move_to(jump.to, jump.mode, jump.at);
        } else {
            let id = self.known.len() as u32;
            self.known.push(Known::default());
            self.switch(Stack { id, frames: Vec::new() }, jump.at);
            self.push(jump.to, jump.mode, None, jump.at);
        }
    }

    /// The stack that runs goes to sleep and `woken` goes on.
    fn switch(&mut self, woken: Stack, at: u64) {
        for frame in &self.running.frames {
            end(&mut self.spans, frame, at);
        }
        self.known[self.running.id as usize].ran = self.ran_until(self.running.id, at);
        self.asleep.push(std::mem::replace(&mut self.running, woken));
        if self.asleep.len() > MAX_STACKS {
            self.asleep.remove(0);
        }
        self.since = at;
        if self.switches.len() < MAX_SWITCHES {
            self.switches.push(Switch { at, stack: self.running.id });
        }
        show(&mut self.spans, &mut self.running, at);
    }

    /// Control is at `va` without a call: in the same function, or in another that goes on in its place (a tail call),
    /// which is shown on top of it, since that is how the source reads.
    fn move_to(&mut self, va: u64, mode: Mode, at: u64) {
        let frames = &self.running.frames;
        match frames.last() {
            Some(frame) if frame.mode == mode && covers(frame.code, va) => {}
            Some(frame) if frame.mode == mode => {
                let call = frame.call;
                let chain = frames.iter().rev().take_while(|frame| frame.call == call && frame.mode == mode);
                let again =
                    chain.enumerate().find_map(|(above, frame)| covers(frame.code, va).then_some(above));
                match again {
                    Some(above) => self.pop_to(frames.len() - above, at),
                    None => {
                        self.push(va, mode, call, at);
                        self.mark_tail();
                    }
                }
            }
            Some(_) | None => self.push(va, mode, None, at),
        }
    }

    fn push(&mut self, va: u64, mode: Mode, call: Option<(u64, u64)>, at: u64) {
        let symbols = if mode == Mode::U { &self.program } else { &self.kernel };
        let (name, code) = match symbols.at(va) {
            Some(symbol) => (symbol.name.clone(), (symbol.va, symbol.len)),
            // The first instructions run at physical addresses, for which no symbol stands.
            None => (Rc::from(format!("{va:#x}")), (va, 1)),
        };
        if self.running.frames.len() < MAX_DEPTH {
            self.running.frames.push(Frame { name, code, mode, call, tail: false, span: None });
            let top = self.running.frames.len() - 1;
            show_frame(&mut self.spans, &mut self.running, top, at, true);
        }
    }

    fn mark_tail(&mut self) {
        if let Some(frame) = self.running.frames.last_mut() {
            frame.tail = true;
        }
    }

    fn pop_to(&mut self, len: usize, at: u64) {
        let frames = &mut self.running.frames;
        for frame in frames.drain(len.min(frames.len())..) {
            end(&mut self.spans, &frame, at);
        }
    }
}

/// A span for each function of a stack that is on it, though not entered, from `at` on.
fn show(spans: &mut Vec<Span>, stack: &mut Stack, at: u64) {
    for index in 0..stack.frames.len() {
        show_frame(spans, stack, index, at, false);
    }
}

fn show_frame(spans: &mut Vec<Span>, stack: &mut Stack, index: usize, at: u64, entered: bool) {
    let (below, frame) = stack.frames.split_at_mut(index);
    let Some(frame) = frame.first_mut() else { return };
    frame.span = None;
    if spans.len() >= MAX_SPANS || is_library(&frame.name) {
        return;
    }
    let depth = below.iter().filter(|frame| frame.span.is_some()).count() as u32;
    let Frame { name, mode, .. } = &*frame;
    spans.push(Span {
        name: name.clone(),
        mode: *mode,
        from: at,
        to: u64::MAX,
        depth,
        entered,
        stack: stack.id,
    });
    frame.span = Some(spans.len() - 1);
}

fn end(spans: &mut [Span], frame: &Frame, at: u64) {
    if let Some(span) = frame.span.and_then(|span| spans.get_mut(span)) {
        span.to = span.to.min(at);
    }
}

/// Whether a function belongs to a library of the compiler's: what a reader of the kernel did not write.
fn is_library(name: &str) -> bool {
    let path = name.trim_start_matches(['<', '&', '[', '(', '*']);
    let first = path.split("::").next().unwrap_or(path);
    let crates = [
        "core",
        "alloc",
        "compiler_builtins",
        "linked_list_allocator",
        "spinning_top",
        "fdt",
        "__rustc",
        "abi",
        "board",
        "isa",
    ];
    path.contains("::") && crates.contains(&first)
        || matches!(name, "memcpy" | "memmove" | "memset" | "memcmp" | "bcmp" | "strlen")
}

fn covers((va, len): (u64, u64), pc: u64) -> bool {
    pc.wrapping_sub(va) < len
}
