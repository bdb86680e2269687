//! The session itself: one machine with its history, one position in it, and what the person wants of it.

use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use debuginfo::{Meaning, identity};
use inspector::Kernel;
use machine::{Boot, Exit, Machine, Stop};
use texts::page;
use timeline::Timeline;

use crate::arguments::Arguments;
use crate::branch::Branch;
use crate::chapters::Chapters;
use crate::details::{DETAILS, Details};
use crate::guest::Guest;
use crate::lanes;
use crate::moment::Visit;
use crate::quest::Quest;
use crate::recorder::Recorder;
use crate::scenarios::Playing;
use crate::view::Before;
use crate::{Command, History, Level, Look, OutputSpan, OwnKernel, Phase, Place, Run, RunKind, Scene};

/// Bytes of RAM of the board.
pub(crate) const RAM_LEN: u64 = 128 << 20;
/// Longest piece of text that is typed at once, in bytes.
const MAX_TYPED: usize = 64 << 10;
/// A run with more to show than this is shown when it is over, not while it runs.
const MAX_LIVE_WEIGHT: usize = 5_000;
/// Bytes that the guest may write before its history is full.
const MAX_OUTPUT: usize = 2 << 20;
/// Ctrl-C: ends the program in the foreground.
pub(crate) const INTERRUPT: u8 = 3;

/// The bytes a session runs: handed in by the edges.
pub struct Images<'a> {
    /// The kernel, an ELF file.
    pub kernel: &'a [u8],
    /// The initial file system, a cpio archive.
    pub initrd: &'a [u8],
    /// What the addresses in executables among them mean, as [`debuginfo::Packed`]; may be empty.
    pub debug: &'a [u8],
    /// Reads what those of the other executables mean.
    pub elf: Option<ElfReader>,
    /// Source files that are at hand, as the line tables of the images name them: path and text. Others can be brought
    /// later.
    pub sources: &'a [(&'a str, &'a str)],
    /// The kernel's command line; empty for the guest's own first program.
    pub bootargs: &'a str,
}

/// Reads the symbols and the debug information of an ELF file. It is handed in since it is large: who does without it sees
/// no names of what [`Images::debug`] does not know.
#[derive(Clone, Copy)]
pub struct ElfReader {
    /// Of a kernel.
    pub kernel: fn(&[u8]) -> Meaning,
    /// Of a program.
    pub program: fn(&[u8]) -> Meaning,
}

/// The one reader there is.
pub const ELF_READER: ElfReader = ElfReader { kernel: Meaning::read, program: Meaning::read_without_types };

/// Why a session cannot begin, in a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageError(pub(crate) String);

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ImageError {}

/// What a machine is about that was just switched on: a kernel that is not known may boot for ever.
pub(crate) fn first_phase(is_known: bool) -> Phase {
    if is_known { Phase::Booting } else { Phase::Running { steps: 0, paused: false } }
}

/// A machine with its history, and one position in it.
pub struct Session {
    pub(crate) timeline: Timeline,
    pub(crate) guest: Guest,
    /// Listens at the live end; what it has heard is in the last chapter, where it may not be complete.
    pub(crate) recorder: Recorder,
    pub(crate) chapters: Chapters,
    pub(crate) branches: Vec<Branch>,
    pub(crate) arguments: Arguments,
    pub(crate) phase: Phase,
    /// Keys that the guest has not been given yet.
    pub(crate) keys: VecDeque<u8>,
    /// Whether to stand at the first step once the run is over.
    pub(crate) stand_at_start: bool,
    /// The position to stand at once the hart has come to rest.
    pub(crate) stand_at: Option<u64>,
    /// Whether the hart has something to do, as far as is known: it has not come to rest since the last key.
    pub(crate) busy: bool,
    pub(crate) history: Rc<History>,
    pub(crate) level: Level,
    /// Places to stop at.
    pub(crate) breakpoints: Vec<Place>,
    /// Which part of the crossing at the position is looked at, and those behind it not yet done.
    pub(crate) part: Option<usize>,
    /// What its images are called in links.
    pub(crate) board: u32,
    /// The names of the programs among them that the person has opened.
    pub(crate) files: Vec<String>,
    /// Where keys were given to a guest that did not rest, on this history or one that was left; sorted.
    pub(crate) restless: Vec<u64>,
    /// The moment that is gone to.
    pub(crate) visit: Option<Visit>,
    /// The search that goes on.
    pub(crate) quest: Option<Quest>,
    /// What the person has open.
    pub(crate) look: Look,
    /// What the last wish came to, if there is nothing to be seen of it.
    pub(crate) notice: Option<&'static str>,
    pub(crate) before: Before,
    /// The experiment that was asked for last.
    pub(crate) playing: Option<Playing>,
    pub(crate) revision: u64,
    /// What is told in detail, once the edge has handed it in.
    pub(crate) details: Option<&'static Details>,
    scene: Option<Rc<Scene>>,
}

impl Session {
    /// A board with these images, before its first instruction.
    pub fn new(images: Images<'_>) -> Result<Self, ImageError> {
        Ok(Self { details: Some(&DETAILS), ..Self::bare(images)? })
    }

    /// The same, which draws no details until it is offered them.
    pub fn bare(images: Images<'_>) -> Result<Self, ImageError> {
        let guest = Guest::read(&images)?;
        let mut machine = Machine::new(RAM_LEN);
        let segments = guest.kernel.segments.iter();
        // What a segment wants beyond its bytes is taken as well.
        let segments = segments.flat_map(|it| [(it.pa, &it.bytes[..]), (it.end(), &[])]);
        let segments: Vec<_> = segments.collect();
        let boot = Boot {
            segments: &segments,
            entry: guest.entry(),
            initrd: Some(images.initrd),
            bootargs: images.bootargs,
        };
        machine
            .boot(&boot)
            .map_err(|error| ImageError(format!("the images do not fit the machine: {error:?}")))?;
        let recorder = Recorder::new(&guest);
        Ok(Self {
            before: Before::of(&machine),
            timeline: Timeline::new(machine),
            chapters: Chapters::new(&recorder),
            recorder,
            branches: Vec::new(),
            arguments: Arguments::default(),
            phase: first_phase(guest.is_known),
            keys: VecDeque::new(),
            stand_at_start: false,
            stand_at: None,
            busy: true,
            history: Rc::default(),
            level: if guest.is_known { Level::Story } else { Level::Function },
            breakpoints: Vec::new(),
            part: None,
            board: identity(&[images.kernel, images.initrd]),
            files: Vec::new(),
            restless: Vec::new(),
            visit: None,
            quest: None,
            look: Look::default(),
            notice: None,
            playing: None,
            revision: 0,
            details: None,
            scene: None,
            guest,
        })
    }

    /// The same, but its scenes and runs are numbered behind those of another session that ended with this revision: who
    /// shows one after the other knows them apart.
    pub fn after(self, revision: u64) -> Self {
        Self { revision, ..self }
    }

    /// The same, with these names of the programs in the initial file system that the person has opened.
    pub fn with_files(self, files: Vec<String>) -> Self {
        Self { files, ..self }
    }

    /// The same, with a kernel that the person has opened, and that its images hold already.
    pub fn with_own_kernel(mut self, kernel: &OwnKernel) -> Self {
        self.guest.is_brought();
        self.files.push(kernel.key());
        self
    }

    /// Takes what tells details; what was asked for before is drawn now.
    pub fn offer(&mut self, details: &'static Details) {
        if self.details.replace(details).is_none() {
            self.scene = None;
        }
    }

    /// Physical address of the first instruction.
    pub fn entry(&self) -> u64 {
        self.guest.entry()
    }

    /// Whether the kernel is made like the built-in one, with its shell, so that command lines can be run.
    pub fn is_known(&self) -> bool {
        self.guest.is_known
    }

    /// Takes a wish. What it needs of the machine beyond a seek is done by [`Session::work`].
    pub fn command(&mut self, command: Command) {
        // To look somewhere else is no new wish to go anywhere, nor is it to bring a source file.
        if !matches!(command, Command::Look(_) | Command::Source(..)) {
            self.notice = None;
            self.quest = None;
        }
        if !matches!(command, Command::Look(_) | Command::Source(..) | Command::Level(_) | Command::Speak(_))
        {
            self.visit = None;
        }
        match command {
            // Who has no shell that we know is typed to.
            Command::Run(line) if !self.guest.is_known => self.command(Command::Type(line + "\n")),
            Command::Run(line) => {
                self.playing = None;
                if !matches!(self.phase, Phase::Prompt | Phase::Booting) {
                    self.keys.push_back(INTERRUPT);
                }
                self.push_keys(&line.replace(['\n', '\r'], " "));
                self.keys.push_back(b'\n');
                (self.stand_at_start, self.stand_at) = (true, None);
                self.pause(false);
            }
            Command::Type(text) => {
                self.playing = None;
                self.push_keys(&text.replace('\r', "\n"));
                (self.stand_at_start, self.stand_at) = (false, None);
                self.pause(false);
            }
            Command::Scenario(scenario) => self.play(scenario),
            Command::Level(level) => self.level = level,
            Command::Look(look) => self.look = look,
            Command::Speak(language) => self.speak(language),
            Command::Step(level, way) => {
                self.level = level;
                self.step(level, way);
            }
            Command::Visit(level, way) => self.step(level, way),
            Command::RunTo(place, way) => self.run_to(place, way),
            Command::Break(place) => self.toggle_breakpoint(place),
            Command::Continue(way) => self.go_on(way),
            Command::Write(pa, way) => self.go_to_write(pa, way),
            Command::Seek(at) => self.seek(at),
            Command::Open(moment) => self.open(moment),
            Command::Edit(edit) => self.notice = self.branch(edit),
            Command::Leave => {
                self.forget_branch();
                self.leave();
            }
            Command::Source(path, text) => self.guest.add_source(&path, &text),
            Command::Pause => {
                self.publish();
                self.pause(true);
            }
            Command::Resume => self.pause(false),
        }
        self.scene = None;
    }

    pub(crate) fn pause(&mut self, wanted: bool) {
        if let Phase::Running { paused, .. } = &mut self.phase {
            *paused = wanted;
        }
    }

    fn push_keys(&mut self, text: &str) {
        let room = MAX_TYPED.saturating_sub(self.keys.len());
        self.keys.extend(text.bytes().take(room));
    }

    /// Lets the machine run for about `steps` steps, if it has anything to do. Returns whether there is more.
    pub fn work(&mut self, steps: u64) -> bool {
        if !self.has_work() {
            return false;
        }
        if self.quest.is_some() {
            self.pursue(steps);
            self.scene = None;
            return self.has_work();
        }
        if self.visit.is_some() {
            self.go_on_to_moment();
            if !self.has_work() {
                self.scene = None;
                return false;
            }
        }
        if self.timeline.at() < self.timeline.end() {
            self.timeline.seek(self.timeline.end());
        }
        self.interrupt();
        self.feed_beside_the_background();
        self.feed_unknown();
        let until = self.timeline.at().saturating_add(steps).min(self.due().unwrap_or(u64::MAX));
        while self.is_at_work() && self.timeline.at() < until {
            match self.timeline.run(until, &mut self.recorder.jumps) {
                Stop::Reached | Stop::Wrote | Stop::Place => break,
                Stop::Crossed(crossing) => {
                    self.recorder.crossing(self.timeline.machine(), &self.guest, crossing)
                }
                Stop::Idle => self.idle(),
                Stop::PowerOff(exit) => self.off(exit),
            }
            if self.timeline.output_until(self.timeline.end()).len() > MAX_OUTPUT {
                self.publish();
                self.phase = Phase::Full;
            }
        }
        self.recorder.take_jumps();
        if let Phase::Running { steps, .. } = &mut self.phase {
            *steps = self.timeline.at() - self.recorder.start;
        }
        if self.timeline.at() == self.timeline.end() {
            self.before = Before::of(self.timeline.machine());
        }
        self.scene = None;
        self.has_work()
    }

    pub(crate) fn has_work(&self) -> bool {
        self.quest.is_some() || self.visit.is_some() || self.is_at_work()
    }

    /// Whether the machine has something to do.
    fn is_at_work(&self) -> bool {
        match self.phase {
            Phase::Off { .. } | Phase::Full | Phase::Running { paused: true, .. } => false,
            Phase::Booting | Phase::Running { .. } | Phase::Prompt | Phase::WaitingForInput { .. } => {
                self.busy || !self.keys.is_empty()
            }
        }
    }

    /// The hart waits and no timer will wake it: the run is over, or a program waits for input. Either way the next
    /// keys are due.
    fn idle(&mut self) {
        let waiting = match self.guest.is_known {
            true => self.waiting().map(|(_, program)| program),
            false => Some(page::the_kernel().into()),
        };
        let at_prompt = waiting.as_deref().is_none_or(|program| program == "sh");
        match self.phase {
            Phase::Booting | Phase::Running { .. } => self.publish(),
            Phase::Prompt | Phase::WaitingForInput { .. } | Phase::Full | Phase::Off { .. } => {
                self.write_down();
            }
        }
        self.phase = match waiting {
            Some(program) if !at_prompt => Phase::WaitingForInput { program },
            _ => Phase::Prompt,
        };
        self.busy = false;
        if !self.keys.is_empty() {
            self.feed(at_prompt);
            return;
        }
        if at_prompt {
            self.played();
        }
        if let Some(at) = self.stand_at.take() {
            self.go_to(at);
        } else if at_prompt && std::mem::take(&mut self.stand_at_start) {
            let run = self.run();
            let first = run.story.first().map_or(run.start, |step| step.at);
            self.go_to(first);
        }
    }

    /// Another run begins here.
    pub(crate) fn begin(&mut self, kind: RunKind, command: String) {
        self.write_down();
        self.recorder.begin(self.timeline.machine(), &self.guest, kind, command);
        self.chapters.begin(&self.recorder);
        self.write_history();
    }

    fn off(&mut self, exit: Exit) {
        self.publish();
        let status = match exit {
            Exit::Pass | Exit::Reset => 0,
            Exit::Fail(status) => u32::from(status),
        };
        self.phase = Phase::Off { status };
        self.played();
    }

    /// Puts what the recorder has heard into the last chapter, if that is more than is there.
    fn write_down(&mut self) {
        if self.chapters.last().run.end < self.timeline.end() {
            self.take_down();
        }
        self.write_history();
    }

    /// Puts what the recorder has heard into the last chapter.
    pub(crate) fn take_down(&mut self) {
        self.recorder.take_jumps();
        let end = self.timeline.end();
        self.revision += 1;
        let output = self.output_between(self.recorder.start, end);
        self.chapters.last().fill(&self.recorder, output, self.revision, end);
    }

    /// What was sent to the terminal meanwhile.
    pub(crate) fn output_between(&self, start: u64, end: u64) -> Vec<OutputSpan> {
        let (bytes, sent) = self.timeline.output_in(start..end);
        lanes::output(bytes, sent)
    }

    pub(crate) fn write_history(&mut self) {
        let (checkpoints, bytes) = self.timeline.memory();
        self.history = Rc::new(History {
            runs: self.chapters.rows(),
            branches: self.branches.iter().map(Branch::view).collect(),
            checkpoints: checkpoints as u64,
            bytes: bytes as u64,
            budget: self.timeline.settings().budget as u64,
            longest_replay: self.timeline.longest_replay(),
        });
    }

    /// The same, and shows it.
    pub(crate) fn publish(&mut self) {
        self.write_down();
        self.chapters.show_last();
    }

    fn run(&self) -> &Run {
        &self.chapters.shown().run
    }

    /// What is to be seen now; the same `Rc` as before if nothing changed.
    pub fn scene(&mut self) -> Rc<Scene> {
        if let Some(scene) = &self.scene {
            return scene.clone();
        }
        let running = matches!(self.phase, Phase::Booting | Phase::Running { paused: false, .. });
        if running && self.recorder.weight() < MAX_LIVE_WEIGHT {
            self.publish();
        }
        self.revision += 1;
        let mut scene = self.draw();
        if matches!(self.look, Look::Stack(_)) && !self.has_work() {
            self.add_arguments(&mut scene.stack.frames);
        }
        let scene = Rc::new(scene);
        self.scene = Some(scene.clone());
        scene
    }

    /// What the guest wrote on its terminal during the run in view, the echo of the line and the next prompt left out.
    pub fn output(&self) -> &[u8] {
        let all = self.timeline.output_until(self.run().end);
        let before = self.timeline.output_until(self.run().start).len();
        let text = &all[before..];
        let text = text.strip_prefix(b"\r\n").unwrap_or(text);
        let last_line = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        if self.phase == Phase::Prompt { &text[..last_line] } else { text }
    }

    /// Bytes of memory from a virtual address on, in the address space that is in force; `None` if not all of it is mapped.
    pub fn memory(&self, va: u64, len: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; len];
        inspector::peek(self.timeline.machine(), va, &mut bytes).then_some(bytes)
    }

    /// The bytes of the file at an absolute path, as it is at the position in view; none where no such file is.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        let kernel = Kernel::find(self.timeline.machine(), &self.guest.types).ok()?;
        kernel.file(path).ok().flatten()
    }

    /// Hash of the machine's whole state at the position in view: equal for equal states, natively and in a page.
    pub fn digest(&self) -> u64 {
        self.timeline.machine().digest()
    }
}
