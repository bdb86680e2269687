//! The root: holds the [`Link`], hands wishes in and scenes out. It draws nothing itself but the message that no machine
//! could be made.

use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::Function;
use session::{Command, ImageError, Moment, Program, Scene, Unfit, add_program};
use texts::page;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::address_bar::is_far;
use crate::browser;
use crate::doors::Opening;
use crate::draw::draw;
use crate::embed::{Around, FrameProps, Host, Options};
use crate::files;
use crate::images;
use crate::kept;
use crate::later::{self, Missing};
use crate::link::Link;
use crate::opened::{Brought, Notice, Opened};
use crate::page::Page;
use crate::panel::Names;
use crate::root::Root;
use crate::store::Action;

/// The command line that a visitor who asked for nothing sees.
const FIRST_LINE: &str = "ls -l /home";

/// Where the root component is, and what is around it.
#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    /// Where it is drawn.
    pub root: Root,
    /// Somebody else's page; `None` on our own.
    pub around: Option<Around>,
}

/// The root component.
pub struct App {
    link: Result<Link, ImageError>,
    /// How many boards there have been.
    board: u32,
    opened: Opened,
    /// What of them is on the board.
    names: Rc<Names>,
    notice: Option<Notice>,
    /// How often the person went far.
    far: u32,
    /// The link that was opened last, and how many were.
    visited: (u32, Option<Rc<Moment>>),
    _links: Option<EventListener>,
    send: Callback<Command>,
    restart: Callback<()>,
    open: Callback<Opening>,
    later: Callback<()>,
    /// Somebody else's page; `None` on our own.
    host: Option<Host>,
    on_drawn: Callback<Callback<Action>>,
    on_play: Callback<bool>,
}

/// What reaches the root.
pub enum Msg {
    /// A wish of the person.
    Wish(Command),
    /// The frame that the link asked for.
    Frame,
    /// A fresh board, please.
    Restart,
    /// The address is that of another moment.
    Address,
    /// Something with files.
    Open(Opening),
    /// What is needed later is here.
    Later,
    /// These were brought.
    Brought(Vec<Brought>),
    /// These are the files that are open now, since somebody else's page has written one.
    Written(Vec<Program>),
    /// These were kept from an earlier visit.
    Kept(Vec<kept::Row>),
    /// Somebody else's page wants it otherwise.
    Options(Rc<Options>),
    /// Somebody else's page changes what is looked at.
    Act(Action),
    /// This wants to be called once the machine rests.
    Rest(Function),
    /// The panels are drawn, and this changes what they show.
    Drawn(Callback<Action>),
    /// Playing began or stopped.
    Played(bool),
}

fn names(opened: &Opened) -> Names {
    let kernel = opened.kernel.as_ref().map(|kernel| kernel.name().to_string());
    Names { programs: opened.programs.iter().map(Program::line).collect(), kernel }
}

/// The message about files, once there is what reads them.
async fn read(message: Msg) -> Msg {
    match later::fetch_reader().await {
        Ok(()) => message,
        Err(Missing) => Msg::Open(Opening::Missing),
    }
}

fn first_line() -> Command {
    Command::Run(FIRST_LINE.to_string())
}

impl App {
    fn power_on(ctx: &Context<Self>, opened: &Opened, revision: u64) -> Result<Link, ImageError> {
        Link::new(ctx.link().callback(|()| Msg::Frame), opened, revision)
    }

    /// Switches a fresh board on, with all programs that are open.
    fn restart(&mut self, ctx: &Context<Self>, wish: Command) {
        self.restart_with(ctx, &self.opened.clone());
        // What is no shell is not typed to.
        if let Ok(link) = &mut self.link
            && link.is_known()
        {
            link.send(wish);
        }
    }

    fn restart_with(&mut self, ctx: &Context<Self>, opened: &Opened) {
        self.board += 1;
        self.names = Rc::new(names(opened));
        let revision = self.link.as_ref().map_or(0, |link| link.scene().revision);
        self.link = Self::power_on(ctx, opened, revision);
        if let Some(host) = &mut self.host {
            host.begins();
        }
    }

    /// Goes to the moment that the address is of, on a board with the programs that it tells of, as far as they are open.
    fn go_to_address(&mut self, ctx: &Context<Self>) {
        let (mut moment, error) = Moment::from_fragment(&browser::fragment());
        let kernel = self.opened.kernel.clone().filter(|kernel| moment.files.contains(&kernel.key()));
        let find = |name: &String| self.opened.programs.iter().find(|program| program.name() == name);
        let programs: Vec<Program> = moment.files.iter().filter_map(find).cloned().collect();
        let opened = Opened { programs, kernel, ..self.opened.clone() };
        if names(&opened) != *self.names {
            self.restart_with(ctx, &opened);
        }
        if let Ok(link) = &mut self.link {
            if moment.script.is_empty() && moment.step.is_none() && link.is_known() {
                moment.type_keys(&format!("{FIRST_LINE}\n"));
            }
            let error = error.or_else(|| link.doubts(&moment));
            self.notice = error.map(|error| Notice { text: error.to_string(), bad: true });
            link.send(Command::Open(moment.clone()));
        }
        self.visited = (self.visited.0 + 1, Some(Rc::new(moment)));
    }

    /// The command line that a fresh board runs.
    fn first_wish(&self) -> Command {
        self.host.as_ref().map_or_else(first_line, Host::first_wish)
    }

    /// What there is to say about the kernel, if the person has opened it.
    fn kernel_notice(&self) -> Option<String> {
        let (name, link) = self.names.kernel.as_ref().zip(self.link.as_ref().ok())?;
        let on = page::kernel_on(name, &format!("{:#x}", link.entry()));
        Some(if link.is_known() { on } else { format!("{on} {}", page::kernel_unknown()) })
    }

    /// What is to be seen, if there is a machine.
    pub fn scene(&self) -> Option<&Rc<Scene>> {
        self.link.as_ref().ok().map(Link::scene)
    }

    /// Bytes of its memory from a virtual address on.
    pub fn memory(&self, va: u64, len: u32) -> Option<Vec<u8>> {
        self.link.as_ref().ok()?.memory(va, len as usize)
    }

    /// The bytes of the file at a path.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.link.as_ref().ok()?.file(path)
    }

    /// The programs and files that are open, with one more at a path; the reason if that cannot be.
    pub fn with_file(&self, path: &str, bytes: &[u8]) -> Result<Vec<Program>, Unfit> {
        let mut files = self.opened.programs.clone();
        add_program(&mut files, Program::file(path, bytes, images::initrd())?)?;
        Ok(files)
    }

    /// Whether it plays.
    pub fn is_playing(&self) -> bool {
        self.host.as_ref().is_some_and(Host::is_playing)
    }

    /// Takes other options while the machine runs: another line is another run, another step is another place.
    fn options(&mut self, options: Rc<Options>) {
        let (Some(host), Ok(link)) = (&mut self.host, &mut self.link) else { return };
        let before = host.options.clone();
        if host.sets(options.clone()) {
            link.send(host.first_wish());
        } else {
            if options.level != before.level {
                link.send(Command::Level(options.level));
            }
            if let Some(step) = options.step.filter(|_| options.step != before.step) {
                let run = &link.scene().run;
                let at = run.start.saturating_add(step).min(run.end);
                link.send(Command::Seek(at));
            }
        }
        if options.autoplay != before.autoplay {
            host.act(Action::Play(options.autoplay));
        }
    }

    /// Lets the page around see what there is now, and sends what it wants done about it.
    fn show_host(&mut self) {
        if let (Some(host), Ok(link)) = (&mut self.host, &mut self.link) {
            let (scene, rests) = (link.scene().clone(), link.rests());
            (host.embedding.look)(host, &scene, rests).into_iter().for_each(|wish| link.send(wish));
        }
    }

    fn open(&mut self, ctx: &Context<Self>, opening: Opening) {
        match opening {
            Opening::Files(files) => {
                let link = ctx.link().clone();
                spawn_local(async move {
                    let files = files::read(files).await;
                    link.send_message(read(Msg::Brought(files)).await);
                });
            }
            Opening::Forget => {
                kept::forget();
                self.opened = Opened::default();
                self.restart(ctx, first_line());
                self.notice = Some(Notice { text: page::forgotten().into(), bad: false });
            }
            Opening::BuiltIn => {
                kept::forget_kernel();
                self.opened.kernel = None;
                self.restart(ctx, first_line());
                self.notice = Some(Notice { text: page::kernel_off().into(), bad: false });
            }
            Opening::Outgrown => {
                self.notice = Some(Notice { text: page::address_stays().into(), bad: true });
            }
            Opening::Missing => self.notice = Some(Notice { text: page::missing().into(), bad: true }),
            Opening::Dismiss => self.notice = None,
        }
    }

    /// A program or kernel needs a fresh board: a file comes in before the first instruction. A source file needs none.
    fn brought(&mut self, ctx: &Context<Self>, files: Vec<Brought>) {
        let Some(reader) = later::files() else { return };
        let news = (reader.take)(&mut self.opened, files, images::initrd());
        if let Some(program) = news.programs.last() {
            self.restart(ctx, Command::Run(program.line()));
        } else if news.kernel.is_some() {
            let wish = self.first_wish();
            self.restart(ctx, wish);
        } else if let Ok(link) = &mut self.link {
            for (name, text) in &news.sources {
                link.send(Command::Source(name.clone(), text.clone()));
            }
        }
        self.notice = news.notice(self.kernel_notice());
        match (&self.host, &self.notice) {
            (None, _) => (reader.keep)(&news),
            (Some(host), Some(notice)) if notice.bad => host.fails("bad-program", &notice.text),
            (Some(_), _) => {}
        }
    }

    fn kept(&mut self, ctx: &Context<Self>, rows: Vec<kept::Row>) {
        let Some(reader) = later::files() else { return };
        let damaged = (reader.restore)(&mut self.opened, rows, images::initrd());
        // Who opened a link sees what the link says, with those programs that it needs.
        match &self.visited.1 {
            Some(moment) if moment.files.is_empty() => {}
            Some(_) => self.go_to_address(ctx),
            None if self.opened == Opened::default() => {}
            None => {
                self.restart(ctx, first_line());
                self.notice = self.kernel_notice().map(|text| Notice { text, bad: false });
            }
        }
        if !damaged.is_empty() {
            let names: Vec<_> = damaged.iter().map(|key| format!("`{}`", key.replace('`', "'"))).collect();
            let text = page::damaged(&names.join(", "));
            self.notice = Some(Notice { text, bad: true });
            (reader.put_aside)(damaged);
        }
    }
}

impl Component for App {
    type Message = Msg;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        let around = ctx.props().around.clone();
        if around.is_none() {
            let link = ctx.link().clone();
            spawn_local(async move {
                if let Some(rows) = kept::rows().await.filter(|rows| !rows.is_empty()) {
                    link.send_message(read(Msg::Kept(rows)).await);
                }
            });
        }
        let opened = Opened::default();
        let link = Self::power_on(ctx, &opened, 0);
        let host = around.as_ref().zip(later::embedding()).zip(link.as_ref().ok());
        let host = host.map(|((around, embedding), link)| Host::new(embedding, around, link.scene()));
        let address = ctx.link().callback(|()| Msg::Address);
        let mut app = Self {
            link,
            board: 1,
            opened,
            names: Rc::default(),
            notice: None,
            far: 0,
            visited: (0, None),
            _links: around.is_none().then(|| browser::on_fragment(move || address.emit(()))).flatten(),
            send: ctx.link().callback(Msg::Wish),
            restart: ctx.link().callback(|()| Msg::Restart),
            open: ctx.link().callback(Msg::Open),
            later: ctx.link().callback(|()| Msg::Later),
            host,
            on_drawn: ctx.link().callback(Msg::Drawn),
            on_play: ctx.link().callback(Msg::Played),
        };
        // The address of somebody else's page is not ours.
        let linked = around.is_none() && !browser::fragment().is_empty();
        let wish = app.first_wish();
        match (&mut app.link, linked) {
            (Ok(link), false) => link.send(wish),
            (Ok(_), true) => app.go_to_address(ctx),
            (Err(_), _) => {}
        }
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Msg) -> bool {
        let mut differs = true;
        match message {
            Msg::Wish(wish) => {
                let Ok(link) = &mut self.link else { return false };
                let far = is_far(&wish, link.scene());
                self.far += u32::from(far);
                differs = link.answer(wish) || far;
            }
            Msg::Frame => differs = self.link.as_mut().is_ok_and(Link::frame),
            Msg::Address => self.go_to_address(ctx),
            Msg::Restart => {
                let wish = self.first_wish();
                self.restart(ctx, wish);
            }
            Msg::Open(opening) => self.open(ctx, opening),
            Msg::Later => self.link.iter_mut().for_each(Link::take_later),
            Msg::Brought(files) => self.brought(ctx, files),
            Msg::Written(files) => {
                self.opened.programs = files;
                let wish = self.first_wish();
                self.restart(ctx, wish);
            }
            Msg::Kept(rows) => self.kept(ctx, rows),
            Msg::Options(options) => self.options(options),
            Msg::Act(action) => {
                self.host.iter().for_each(|host| host.act(action.clone()));
            }
            Msg::Rest(call) => self.host.iter_mut().for_each(|host| host.await_rest(call.clone())),
            Msg::Drawn(act) => self.host.iter_mut().for_each(|host| host.drawn(act.clone())),
            Msg::Played(playing) => {
                let wish = self.host.as_mut().and_then(|host| (host.embedding.played)(host, playing));
                if let (Some(wish), Ok(link)) = (wish, &mut self.link) {
                    link.send(wish);
                }
            }
        }
        self.show_host();
        differs
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let root = &ctx.props().root;
        match (&self.link, &self.host) {
            (Ok(link), Some(host)) => (host.embedding.draw)(FrameProps {
                scene: link.scene().clone(),
                board: self.board,
                options: host.options.clone(),
                send: self.send.clone(),
                restart: self.restart.clone(),
                later: self.later.clone(),
                on_drawn: self.on_drawn.clone(),
                on_play: self.on_play.clone(),
                root: root.clone(),
            }),
            (Ok(link), None) => {
                draw!(<Page scene={link.scene().clone()} board={self.board} send={self.send.clone()} restart={self.restart.clone()}
                    open={self.open.clone()} later={self.later.clone()} names={self.names.clone()} far={self.far} opened={self.visited.clone()}
                    notice={self.notice.clone()} root={root.clone()} />)
            }
            (Err(error), _) => html! {
                <p class="shell" role="alert">{ page::cannot_start(&error.to_string()) }</p>
            },
        }
    }
}
