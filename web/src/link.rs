//! The only door to `session`: owns it, hands it the person's wishes, and lets it work a slice of each animation frame.
//! Asks for no frame when there is nothing to do. Where the browser paints none, as behind another window, a timer takes
//! its place. Nobody else in `web` holds a `Session`.

use std::cell::Cell;
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Timeout;
use session::{Command, ImageError, Images, Moment, MomentError, OwnKernel, Scene, Session, with_programs};
use yew::Callback;

use crate::browser;
use crate::images;
use crate::later;
use crate::opened::Opened;

/// Milliseconds of a frame that belong to the machine; the rest is for drawing.
const BUDGET_MS: f64 = 6.0;
/// Milliseconds after which the machine goes on without a frame.
const NO_FRAME_MS: u32 = 100;
/// Milliseconds after the last scene within which wishes wait for the next frame.
const APART_MS: f64 = 12.0;
/// Milliseconds between pictures of a machine that was just switched on: it is not looked at yet, and gets the time.
const CALM_MS: f64 = 250.0;

thread_local! {
    static PREPARED: Cell<Option<Session>> = const { Cell::new(None) };
}

/// Makes the first session ahead of its link: to make it and to draw it are two tasks, and a phone can scroll in between.
pub fn prepare() {
    // Where it fails, the link fails as well, and says why.
    PREPARED.set(Session::bare(images::built_in()).ok());
}

/// A session and the frame it waits for.
pub struct Link {
    session: Session,
    wishes: Vec<Command>,
    pace: Pace,
    wake: Callback<()>,
    frame: Option<(AnimationFrame, Timeout)>,
    scene: Rc<Scene>,
    /// When it was drawn.
    drawn_ms: f64,
    /// Whether it has come to rest once, or the person was quicker.
    settled: bool,
}

impl Link {
    /// A machine with the built-in images and what the person has opened, before its first instruction. `wake` is called
    /// when a frame has come, and must lead to [`Link::frame`]. Scenes are numbered from `revision` on.
    pub fn new(wake: Callback<()>, opened: &Opened, revision: u64) -> Result<Self, ImageError> {
        let built_in = images::built_in();
        let initrd = with_programs(built_in.initrd, &opened.programs)?;
        let sources: Vec<_> = opened.sources.iter().map(|(name, text)| (&**name, &**text)).collect();
        let own = opened.kernel.as_ref();
        let images = Images {
            kernel: own.map_or(built_in.kernel, OwnKernel::bytes),
            initrd: &initrd,
            elf: later::files().map(|files| files.elf),
            sources: &sources,
            ..built_in
        };
        let files = opened.programs.iter().map(|program| program.name().to_string()).collect();
        let prepared = PREPARED.take().filter(|_| *opened == Opened::default());
        let session = prepared.map_or_else(|| Session::bare(images), Ok)?;
        let mut session = session.after(revision).with_files(files);
        if let Some(kernel) = own {
            session = session.with_own_kernel(kernel);
        }
        if let Some(later) = later::here() {
            session.offer(later.details);
        }
        let scene = session.scene();
        let mut link = Self {
            session,
            wishes: Vec::new(),
            pace: Pace::default(),
            wake,
            frame: None,
            scene,
            drawn_ms: browser::now_ms(),
            settled: false,
        };
        link.ask();
        Ok(link)
    }

    /// What was to be seen after the last frame.
    pub fn scene(&self) -> &Rc<Scene> {
        &self.scene
    }

    /// Why this machine cannot do just what a moment says, if it cannot.
    pub fn doubts(&self, moment: &Moment) -> Option<MomentError> {
        self.session.doubts(moment)
    }

    /// Whether the kernel is made like the built-in one, and runs command lines.
    pub fn is_known(&self) -> bool {
        self.session.is_known()
    }

    /// Where its first instruction is.
    pub fn entry(&self) -> u64 {
        self.session.entry()
    }

    /// Whether nothing goes on.
    pub fn rests(&self) -> bool {
        self.frame.is_none()
    }

    /// The bytes of the file at a path, as it is in view.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.session.file(path)
    }

    /// Bytes of memory from a virtual address on, as the machine has it in view; `None` if not all of it is mapped.
    pub fn memory(&self, va: u64, len: usize) -> Option<Vec<u8>> {
        self.session.memory(va, len)
    }

    /// Takes what has come later.
    pub fn take_later(&mut self) {
        if let Some(later) = later::here() {
            self.session.offer(later.details);
            self.ask();
        }
    }

    /// Takes a wish, to be handed over with the next frame. Of seeks that follow one another the last one counts.
    pub fn send(&mut self, wish: Command) {
        if let (Some(Command::Seek(_)), Command::Seek(_)) = (self.wishes.last(), &wish) {
            self.wishes.pop();
        }
        self.wishes.push(wish);
        self.ask();
    }

    /// Takes a wish of the person, and carries it out at once, for the next picture, if nothing else goes on. Returns
    /// whether the scene is another.
    pub fn answer(&mut self, wish: Command) -> bool {
        // What the panels ask for by being there is not yet a wish.
        self.settled |= !matches!(wish, Command::Look(_) | Command::Source(..));
        let idle = self.frame.is_none() && browser::now_ms() - self.drawn_ms > APART_MS;
        self.send(wish);
        idle && self.frame()
    }

    /// One frame: hands the wishes over, lets the machine work for its budget. Returns whether the scene is another.
    pub fn frame(&mut self) -> bool {
        self.frame = None;
        for wish in self.wishes.drain(..) {
            self.session.command(wish);
        }
        let start = browser::now_ms();
        let more = loop {
            let steps = self.pace.steps();
            let before = browser::now_ms();
            let more = self.session.work(steps);
            let after = browser::now_ms();
            self.pace.measured(after - before, more);
            if !more || after - start + self.pace.slice_ms() > BUDGET_MS {
                break more;
            }
        };
        if more {
            self.ask();
        }
        self.settled |= !more;
        if !self.settled && browser::now_ms() - self.drawn_ms < CALM_MS {
            return false;
        }
        let scene = self.session.scene();
        self.drawn_ms = browser::now_ms();
        let differs = !Rc::ptr_eq(&scene, &self.scene);
        self.scene = scene;
        differs
    }

    fn ask(&mut self) {
        if self.frame.is_none() {
            let (frame, timer) = (self.wake.clone(), self.wake.clone());
            self.frame = Some((
                request_animation_frame(move |_| frame.emit(())),
                Timeout::new(NO_FRAME_MS, move || timer.emit(())),
            ));
        }
    }
}

/// How many steps fit a slice, learnt from those before.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Pace {
    steps: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { steps: 20_000 }
    }
}

impl Pace {
    const TARGET_MS: f64 = 2.0;
    const FEWEST: u64 = 2_000;
    const MOST: u64 = 4_000_000;

    fn steps(self) -> u64 {
        self.steps
    }

    fn slice_ms(self) -> f64 {
        Self::TARGET_MS
    }

    /// Learns from a slice; one that ended early, because there was no more to do, says nothing about speed.
    fn measured(&mut self, ms: f64, whole: bool) {
        if ms > Self::TARGET_MS * 1.25 {
            self.steps = ((self.steps as f64 * Self::TARGET_MS / ms) as u64).max(Self::FEWEST);
        } else if whole && ms < Self::TARGET_MS * 0.75 {
            self.steps = (self.steps * 2).min(Self::MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps per slice after `n` slices of a machine that makes `speed` steps a millisecond.
    fn settled(speed: f64, n: usize) -> u64 {
        let mut pace = Pace::default();
        for _ in 0..n {
            pace.measured(pace.steps() as f64 / speed, true);
        }
        pace.steps()
    }

    #[test]
    fn a_fast_machine_gets_longer_slices_and_a_slow_one_shorter() {
        for speed in [2_000.0, 20_000.0, 200_000.0] {
            let ms = settled(speed, 20) as f64 / speed;
            assert!((1.0..=2.6).contains(&ms), "{speed} steps/ms: {ms} ms");
        }
    }

    #[test]
    fn a_slice_that_ended_early_does_not_count_as_fast() {
        let mut pace = Pace::default();
        pace.measured(0.0, false);
        assert_eq!(pace, Pace::default());
    }
}
