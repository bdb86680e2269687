//! Call stacks rebuilt from what ran: calls, returns, traps and switches of the stack. One stack a thread of control:
//! the program's frames, the trap, the kernel's frames on top.
//!
//! A return is matched with its call by the stack pointer and the return address, so tail calls, functions that never
//! return and `swtch` (a return on another stack) keep it right.

use std::rc::Rc;

use debuginfo::Symbols;
use machine::{Crossing, CrossingKind, Hart, Jump, Mode, Watch};

/// Most spans that are kept; the lane ends there.
const MAX_SPANS: usize = 400_000;
/// Deepest stack that is kept.
const MAX_DEPTH: usize = 200;
/// Most sleeping stacks that are kept; those of processes that ended are never woken.
const MAX_STACKS: usize = 256;

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
    stack: Vec<Frame>,
    asleep: Vec<Stack>,
    spans: Vec<Span>,
    /// Number of the stack that runs.
    id: u32,
    /// When it got the hart.
    since: u64,
    /// Steps that each stack has run, by its number.
    ran: Vec<u64>,
}

/// A stack that sleeps.
#[derive(Clone, Debug)]
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
            stack: Vec::new(),
            asleep: Vec::new(),
            spans: Vec::new(),
            id: 0,
            since: 0,
            ran: vec![0],
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

    /// Forgets the spans, but not the stacks: a new run begins at `at`.
    pub fn begin(&mut self, at: u64) {
        self.spans.clear();
        let asleep = self.asleep.iter_mut().flat_map(|stack| &mut stack.frames);
        for frame in self.stack.iter_mut().chain(asleep) {
            frame.span = None;
        }
        for index in 0..self.stack.len() {
            self.show(index, at, false);
        }
    }

    /// The functions on the stack that runs, outermost first.
    pub fn stack(&self) -> impl Iterator<Item = (&Rc<str>, Mode)> {
        self.stack.iter().map(|frame| (&frame.name, frame.mode))
    }

    /// The clock of the stack that runs: it stands still while another has the hart.
    pub fn clock(&self, at: u64) -> Clock {
        Clock { id: self.id, ran: self.ran_until(self.id, at) }
    }

    /// Steps that the stack has run between `start` and position `at`.
    pub fn since(&self, start: Clock, at: u64) -> u64 {
        self.ran_until(start.id, at) - start.ran
    }

    fn ran_until(&self, id: u32, at: u64) -> u64 {
        self.ran[id as usize] + if id == self.id { at - self.since } else { 0 }
    }

    /// Takes a jump.
    pub fn jump(&mut self, jump: &Jumped) {
        if self.stack.is_empty() {
            self.push(jump.from, jump.mode, None, jump.at - 1);
        }
        match jump.link {
            Jump::Call => self.push(jump.to, jump.mode, Some((jump.from, jump.sp)), jump.at),
            Jump::Return => self.ret(jump),
            Jump::Jump => self.move_to(jump.to, jump.mode, jump.at),
        }
    }

    /// Takes a crossing; `program` names what runs in user mode after it.
    pub fn crossing(&mut self, crossing: &Crossing, program: &Rc<Symbols>) {
        match crossing.kind {
            CrossingKind::Trap { .. } => {
                if self.stack.is_empty() {
                    self.push(crossing.from_pc, crossing.from, None, crossing.at - 1);
                }
                self.push(crossing.to_pc, crossing.to, None, crossing.at);
            }
            CrossingKind::Return { .. } => {
                let trap = self
                    .stack
                    .iter()
                    .rposition(|frame| frame.call.is_none() && !frame.tail && frame.mode == crossing.from);
                self.pop_to(trap.unwrap_or(0), crossing.at);
                if crossing.to == Mode::U && !Rc::ptr_eq(&self.program, program) {
                    self.program = program.clone();
                    let kept = self.stack.last().is_some_and(|frame| covers(frame.code, crossing.to_pc));
                    if !kept {
                        self.pop_to(0, crossing.at);
                    }
                }
                self.move_to(crossing.to_pc, crossing.to, crossing.at);
            }
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
        if let Some(index) = found(&self.stack) {
            self.pop_to(index, jump.at);
        } else if let Some((which, index)) = self.asleep.iter().enumerate().find_map(asleep) {
            let woken = self.asleep.remove(which);
            self.switch(woken, jump.at);
            self.pop_to(index, jump.at);
        } else if self.stack.last().is_some_and(|frame| covers(frame.code, jump.to)) {
            // A jump through `ra` inside the function.
        } else if jump.mode == Mode::U {
            self.move_to(jump.to, jump.mode, jump.at);
        } else {
            let id = self.ran.len() as u32;
            self.ran.push(0);
            self.switch(Stack { id, frames: Vec::new() }, jump.at);
            self.push(jump.to, jump.mode, None, jump.at);
        }
    }

    /// The stack that runs goes to sleep and `woken` goes on.
    fn switch(&mut self, woken: Stack, at: u64) {
        for frame in &self.stack {
            end(&mut self.spans, frame, at);
        }
        self.ran[self.id as usize] = self.ran_until(self.id, at);
        let frames = std::mem::replace(&mut self.stack, woken.frames);
        self.asleep.push(Stack { id: self.id, frames });
        if self.asleep.len() > MAX_STACKS {
            self.asleep.remove(0);
        }
        (self.id, self.since) = (woken.id, at);
        for index in 0..self.stack.len() {
            self.show(index, at, false);
        }
    }

    /// Control is at `va` without a call: in the same function, or in another that goes on in its place (a tail call),
    /// which is shown on top of it, since that is how the source reads.
    fn move_to(&mut self, va: u64, mode: Mode, at: u64) {
        match self.stack.last() {
            Some(frame) if frame.mode == mode && covers(frame.code, va) => {}
            Some(frame) if frame.mode == mode => {
                let call = frame.call;
                let chain =
                    self.stack.iter().rev().take_while(|frame| frame.call == call && frame.mode == mode);
                let again =
                    chain.enumerate().find_map(|(above, frame)| covers(frame.code, va).then_some(above));
                match again {
                    Some(above) => self.pop_to(self.stack.len() - above, at),
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
        if self.stack.len() < MAX_DEPTH {
            self.stack.push(Frame { name, code, mode, call, tail: false, span: None });
            self.show(self.stack.len() - 1, at, true);
        }
    }

    fn mark_tail(&mut self) {
        if let Some(frame) = self.stack.last_mut() {
            frame.tail = true;
        }
    }

    fn show(&mut self, index: usize, at: u64, entered: bool) {
        let Frame { name, mode, .. } = &self.stack[index];
        if self.is_full() || is_library(name) {
            return;
        }
        let depth = self.stack[..index].iter().filter(|frame| frame.span.is_some()).count() as u32;
        self.spans.push(Span { name: name.clone(), mode: *mode, from: at, to: u64::MAX, depth, entered });
        self.stack[index].span = Some(self.spans.len() - 1);
    }

    fn pop_to(&mut self, len: usize, at: u64) {
        for frame in self.stack.drain(len.min(self.stack.len())..) {
            end(&mut self.spans, &frame, at);
        }
    }
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
