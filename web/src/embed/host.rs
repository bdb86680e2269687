//! What a machine tells the page around it, and when: nothing before its first run is over and it stands where it was
//! asked to, then every change. It knows scenes, not panels.

use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use session::{Command, Mode, Moment, OutputSpan, Phase, Scene};
use wasm_bindgen::JsValue;
use yew::Callback;

use super::options::Options;
use super::{Around, Embedding};
use crate::store::Action;

/// What the machine is about, before it tells anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// It comes to the end of its run.
    Running,
    /// It goes to where it shall stand.
    Placing,
    /// It is the person's.
    Ready,
}

/// The page around a machine.
pub struct Host {
    /// What lies apart of it.
    pub embedding: &'static Embedding,
    /// How the machine is to behave.
    pub options: Rc<Options>,
    tell: Function,
    stage: Stage,
    /// Whether the run is longer than it may be, which was told; it is about to pause.
    over: bool,
    /// Whether it goes to a moment, not to a step of a run.
    linked: bool,
    seen: Rc<Scene>,
    /// Who waits until the machine rests.
    waiting: Vec<Function>,
    /// The view of what is drawn, once it is.
    act: Option<Callback<Action>>,
    playing: bool,
}

impl Host {
    /// The page around a machine that draws this.
    pub fn new(embedding: &'static Embedding, around: &Around, scene: &Rc<Scene>) -> Self {
        let Around { options, tell } = around.clone();
        Self {
            embedding,
            linked: options.moment.is_some(),
            options,
            tell,
            stage: Stage::Running,
            over: false,
            seen: scene.clone(),
            waiting: Vec::new(),
            act: None,
            playing: false,
        }
    }

    /// Another run was asked for, or the same again.
    pub fn begins(&mut self) {
        self.stage = Stage::Running;
    }

    /// The page has other options. Of a run and a moment the one that changed counts. Returns whether it has.
    pub fn sets(&mut self, options: Rc<Options>) -> bool {
        let before = std::mem::replace(&mut self.options, options);
        let now = &self.options;
        let moment = now.moment != before.moment && now.moment.is_some();
        let other = moment || now.run != before.run;
        if other {
            self.linked = moment;
            self.begins();
        }
        other
    }

    /// What the machine is asked for at first.
    pub fn first_wish(&self) -> Command {
        match self.options.moment.as_ref().filter(|_| self.linked) {
            Some(link) => Command::Open(Moment::from_fragment(link).0),
            None => Command::Run(self.options.run.clone()),
        }
    }

    /// The panels are there, and this changes what they show.
    pub fn drawn(&mut self, act: Callback<Action>) {
        self.act = Some(act);
    }

    /// Calls back once the machine rests.
    pub fn await_rest(&mut self, call: Function) {
        self.waiting.push(call);
    }

    /// Changes what is looked at.
    pub fn act(&self, action: Action) {
        if let Some(act) = &self.act {
            act.emit(action);
        }
    }

    /// Whether it plays.
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// Playing began or stopped. Returns what is to be done about it.
    pub fn played(&mut self, playing: bool) -> Option<Command> {
        if playing == self.playing {
            return None;
        }
        self.playing = playing;
        let ended = !playing && self.has_ended();
        self.tell(if playing { "play" } else { "pause" }, state(&self.seen, playing));
        if ended {
            self.tell("ended", state(&self.seen, playing));
        }
        let again = ended && self.options.looped;
        let late = playing && self.has_ended();
        if again {
            self.act(Action::Play(true));
        }
        (again || late).then(|| Command::Seek(self.place(self.options.from)))
    }

    fn has_ended(&self) -> bool {
        let (now, run) = (&self.seen.now, &self.seen.run);
        !now.can_go_on || self.options.to.is_some_and(|to| now.at >= run.start.saturating_add(to))
    }

    /// A position of the run, counted from its beginning; the first step of its story if none is said.
    fn place(&self, step: Option<u64>) -> u64 {
        let run = &self.seen.run;
        let first = run.story.first().map_or(run.start, |first| first.at);
        step.map_or(first, |step| run.start.saturating_add(step).min(run.end))
    }

    /// There may be another scene, or the machine may rest. Returns what the machine is to do next.
    pub fn look(&mut self, scene: &Rc<Scene>, rests: bool) -> Vec<Command> {
        let before = std::mem::replace(&mut self.seen, scene.clone());
        let most = self.options.max_steps;
        let over = matches!(scene.phase, Phase::Running { steps, paused: false } if steps > most);
        let told = std::mem::replace(&mut self.over, over);
        if over {
            // The wish to pause is heard in a later frame; the page is told once.
            if told {
                return Vec::new();
            }
            self.fails("budget", &texts::page::over_budget(most));
            return vec![Command::Pause];
        }
        match self.stage {
            Stage::Running if rests && !matches!(scene.phase, Phase::Booting) => {
                self.stage = Stage::Placing;
                if self.linked {
                    return vec![Command::Level(scene.now.level)];
                }
                let place = self.place(self.options.step.or(self.options.from));
                return vec![Command::Level(self.options.level), Command::Seek(place)];
            }
            Stage::Placing if rests => {
                self.stage = Stage::Ready;
                self.tell("ready", state(scene, self.playing));
                if self.options.autoplay {
                    self.act(Action::Play(true));
                }
            }
            Stage::Ready => self.news(&before, scene),
            Stage::Running | Stage::Placing => {}
        }
        if rests && self.stage == Stage::Ready {
            let state = state(scene, self.playing);
            for call in self.waiting.drain(..) {
                // Who waits no longer has no answer.
                let _ = call.call1(&JsValue::NULL, &state);
            }
        }
        if rests && self.playing && self.has_ended() && self.options.to.is_some() {
            self.act(Action::Play(false));
        }
        Vec::new()
    }

    /// Tells what differs between two scenes.
    fn news(&self, before: &Scene, after: &Scene) {
        let (from, to) = (before.now.at, after.now.at);
        if from == to && before.run.start == after.run.start {
            return;
        }
        let passed = |at: u64| from < at && at <= to;
        self.tell("step", state(after, self.playing));
        if before.now.mode != after.now.mode {
            let modes =
                [("from", mode(before.now.mode)), ("to", mode(after.now.mode)), ("step", step(after, to))];
            self.tell("mode", object(&modes));
        }
        if let Some(call) = after.run.calls.iter().rev().find(|call| passed(call.from)) {
            let call = [
                ("number", (call.number as f64).into()),
                ("name", call.name.as_str().into()),
                ("asked", call.asked.as_str().into()),
                ("process", call.process.as_str().into()),
                ("pid", call.pid.into()),
                ("step", step(after, call.from)),
            ];
            self.tell("syscall", object(&call));
        }
        for OutputSpan { to: end, text, .. } in after.run.output.iter().filter(|span| passed(span.to)) {
            self.tell("output", object(&[("text", text.as_str().into()), ("step", step(after, *end))]));
        }
        if let Some(marker) = after.run.story.iter().find(|it| it.at == to) {
            self.tell(
                "marker",
                object(&[("title", marker.title.as_str().into()), ("step", step(after, to))]),
            );
        }
    }

    /// Tells the page that something cannot be done, by the error's code and in a sentence.
    pub fn fails(&self, code: &str, text: &str) {
        self.tell("error", object(&[("code", code.into()), ("message", text.into())]));
    }

    /// Tells the page. What it does about it, and whether it fails, is its own business.
    fn tell(&self, event: &str, detail: JsValue) {
        let _ = self.tell.call2(&JsValue::NULL, &event.into(), &detail);
    }
}

/// The machine at a position, as plain data.
pub fn state(scene: &Scene, playing: bool) -> JsValue {
    let now = &scene.now;
    let process = now.process.as_ref().map_or(JsValue::NULL, |it| it.name.as_str().into());
    object(&[
        ("command", scene.run.command.as_str().into()),
        (
            "moment",
            scene.moment.as_ref().and_then(|it| it.to_fragment().ok()).map_or(JsValue::NULL, JsValue::from),
        ),
        ("step", step(scene, now.at)),
        ("stepCount", step(scene, scene.run.end)),
        ("level", format!("{:?}", now.level).to_ascii_lowercase().into()),
        ("index", (now.index as f64).into()),
        ("count", (now.count as f64).into()),
        ("mode", mode(now.mode)),
        ("process", process),
        ("pc", scene.cpu.pc.into()),
        ("sentence", now.sentence.to_string().into()),
        ("playing", playing.into()),
        ("status", scene.run.status.map_or(JsValue::NULL, JsValue::from)),
    ])
}

/// The chapters of the run's story: where they stand, and what they are called.
pub fn markers(scene: &Scene) -> JsValue {
    let markers = scene.run.story.iter();
    markers
        .map(|it| object(&[("step", step(scene, it.at)), ("title", it.title.as_str().into())]))
        .collect::<Array>()
        .into()
}

/// The registers by their names: `pc`, the integer registers, and the CSRs of the trap path.
pub fn registers(scene: &Scene) -> JsValue {
    let cpu = &scene.cpu;
    let integer = cpu.registers.iter().map(|it| (it.name.as_str(), it.value.into()));
    let csrs = cpu.csrs.iter().map(|it| (it.name.as_str(), it.value.into()));
    object(&[("pc", cpu.pc.into())].into_iter().chain(integer).chain(csrs).collect::<Vec<_>>())
}

/// Bytes as JavaScript has them; nothing where nothing is mapped.
pub fn bytes(bytes: Option<Vec<u8>>) -> JsValue {
    bytes.map_or(JsValue::NULL, |it| Uint8Array::from(it.as_slice()).into())
}

/// A position in steps from the beginning of its run.
fn step(scene: &Scene, at: u64) -> JsValue {
    (at.saturating_sub(scene.run.start) as f64).into()
}

fn mode(mode: Mode) -> JsValue {
    mode.letter().to_string().into()
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A plain object takes any property.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
