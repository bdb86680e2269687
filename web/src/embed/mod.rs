//! A machine on somebody else's page: what `machine.js` calls. One instance of this program serves all machines of a page,
//! each with its own root, session and view.

mod frame;
mod host;
mod options;

use std::rc::Rc;

use js_sys::{Function, Reflect, Uint8Array};
use session::{Command, Scene, Way};
use texts::Language;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::{AppHandle, Html, Renderer};

use crate::app::{App, AppProps, Msg};
use crate::draw::draw;
use crate::later;
use crate::opened::{Brought, Unread, max_len};
use crate::root::Root;
use crate::store::Action;

use frame::Frame;

pub use frame::FrameProps;
pub use host::Host;
pub use options::Options;

/// What of it our own page never needs: it lies apart.
pub struct Embedding {
    /// The panels.
    pub draw: fn(FrameProps) -> Html,
    /// There may be another scene: [`Host::look`].
    pub look: fn(&mut Host, &Rc<Scene>, bool) -> Vec<Command>,
    /// Playing began or stopped: [`Host::played`].
    pub played: fn(&mut Host, bool) -> Option<Command>,
    options: fn(&JsValue) -> Options,
    state: fn(&Scene, bool) -> JsValue,
    markers: fn(&Scene) -> JsValue,
    registers: fn(&Scene) -> JsValue,
}

/// All of it.
pub static EMBEDDING: Embedding = Embedding {
    draw: |props| draw!(<Frame ..props />),
    look: Host::look,
    played: Host::played,
    options: parse,
    state: host::state,
    markers: host::markers,
    registers: host::registers,
};

/// Most bytes of memory that are read at once.
const MAX_READ: u32 = 1 << 20;

/// The page around a machine, as the root component is given it.
#[derive(Clone, PartialEq)]
pub struct Around {
    /// How the machine is to behave.
    pub options: Rc<Options>,
    /// Who hears of it: `tell(event, detail)`.
    pub tell: Function,
}

/// A machine of the page.
#[wasm_bindgen]
pub struct Handle {
    embedding: &'static Embedding,
    app: AppHandle<App>,
}

/// Speaks the language of a tag, if it knows it. All machines of a page speak it: they share this program.
#[wasm_bindgen]
pub async fn speak(tag: String) {
    later::speak(Language::from_tag(&tag).unwrap_or_default()).await;
}

/// Fetches what reads files: before [`Handle::bring`] and [`Handle::write`]. Returns whether it is there.
#[wasm_bindgen]
pub async fn fetch_reader() -> bool {
    later::fetch_reader().await.is_ok()
}

/// Fetches what a machine on somebody else's page needs: before [`mount`]. Returns whether it is there.
#[wasm_bindgen]
pub async fn fetch_embedding() -> bool {
    later::fetch_embedding().await.is_ok()
}

/// Draws a machine in `root`. `base` is the address of the files that come with this program; `options` has the
/// attributes, as texts; `tell(event, detail)` hears what happens. Nothing, before [`fetch_embedding`].
#[wasm_bindgen]
pub fn mount(root: Element, base: String, options: &JsValue, tell: Function) -> Option<Handle> {
    let embedding = later::embedding()?;
    let options = Rc::new((embedding.options)(options));
    let around = Around { options, tell };
    let props = AppProps { root: Root::within(root.clone(), base), around: Some(around) };
    Some(Handle { embedding, app: Renderer::<App>::with_root_and_props(root, props).render() })
}

fn parse(options: &JsValue) -> Options {
    Options::parse(|name| Reflect::get(options, &name.into()).ok()?.as_string())
}

#[wasm_bindgen]
impl Handle {
    /// Other options.
    pub fn set(&self, options: &JsValue) {
        self.app.send_message(Msg::Options(Rc::new((self.embedding.options)(options))));
    }

    /// Plays or pauses.
    pub fn play(&self, on: bool) {
        self.app.send_message(Msg::Act(Action::Play(on)));
    }

    /// One step of a level, or of the present one if it has no name. Returns whether there is such a level.
    pub fn step(&self, level: &str, back: bool) -> bool {
        let way = if back { Way::Back } else { Way::Forward };
        let present = || Some(self.app.get_component()?.scene()?.now.level);
        let level = if level.is_empty() { present() } else { options::level(level) };
        self.wish(level.map(|level| Command::Step(level, way)))
    }

    /// Goes to a position, counted from the beginning of the run.
    pub fn seek(&self, step: f64) {
        let run = self.app.get_component().and_then(|app| app.scene().map(|it| (it.run.start, it.run.end)));
        self.wish(run.map(|(start, end)| Command::Seek(start.saturating_add(step as u64).min(end))));
    }

    /// Goes to where a system call, a function, a trap or a process of this name comes next. Returns whether it does.
    pub fn until(&self, name: &str) -> bool {
        let next = self.app.get_component().and_then(|app| {
            let scene = app.scene()?;
            crate::search::occurrences(&scene.run, name).into_iter().find(|at| *at > scene.now.at)
        });
        self.wish(next.map(Command::Seek))
    }

    /// A fresh board, with the same options.
    pub fn reset(&self) {
        self.app.send_message(Msg::Restart);
    }

    /// Brings an executable file and runs it.
    pub fn bring(&self, name: String, bytes: Uint8Array) {
        let bytes = match bytes.length() as usize {
            len if len > max_len(&name) => Err(Unread::TooLong(len as u64)),
            _ => Ok(bytes.to_vec()),
        };
        self.app.send_message(Msg::Brought(vec![Brought { name, bytes }]));
    }

    /// Calls back once the machine rests.
    pub fn rest(&self, call: Function) {
        self.app.send_message(Msg::Rest(call));
    }

    /// The machine at its position, as plain data.
    pub fn state(&self) -> JsValue {
        self.of_app(|app| app.scene().map(|scene| (self.embedding.state)(scene, app.is_playing())))
    }

    /// The chapters of the run's story.
    pub fn markers(&self) -> JsValue {
        self.of_app(|app| app.scene().map(|scene| (self.embedding.markers)(scene)))
    }

    /// The registers by their names.
    pub fn registers(&self) -> JsValue {
        self.of_app(|app| app.scene().map(|scene| (self.embedding.registers)(scene)))
    }

    /// Bytes from a virtual address on, in the address space that is in force; `null` where not all of it is mapped.
    pub fn memory(&self, va: u64, len: u32) -> JsValue {
        self.of_app(|app| Some(host::bytes(app.memory(va, len.min(MAX_READ)))))
    }

    /// The bytes of the file at an absolute path, as it is at the position in view; `null` where no such file is.
    pub fn file(&self, path: &str) -> JsValue {
        self.of_app(|app| Some(host::bytes(app.file(path))))
    }

    /// Switches a fresh board on that has this file in its initial file system. Returns why that cannot be, or `null`.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Option<String> {
        let files = self.app.get_component()?.with_file(path, bytes);
        match files {
            Ok(files) => self.app.send_message(Msg::Written(files)),
            Err(why) => return Some(why.to_string()),
        }
        None
    }

    /// Takes the machine from the page.
    pub fn destroy(self) {
        self.app.destroy();
    }

    fn wish(&self, wish: Option<Command>) -> bool {
        let is_one = wish.is_some();
        if let Some(wish) = wish {
            self.app.send_message(Msg::Act(Action::Play(false)));
            self.app.send_message(Msg::Wish(wish));
        }
        is_one
    }

    fn of_app(&self, read: impl FnOnce(&App) -> Option<JsValue>) -> JsValue {
        self.app.get_component().and_then(|app| read(&app)).unwrap_or(JsValue::NULL)
    }
}
