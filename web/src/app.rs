//! The root: holds the [`Link`], hands wishes in and scenes out. It draws nothing itself but the message that no machine
//! could be made.

use std::rc::Rc;

use gloo::events::EventListener;
use session::{Command, ImageError, Moment, Program};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::address_bar::is_far;
use crate::browser;
use crate::doors::Opening;
use crate::files;
use crate::kept;
use crate::link::Link;
use crate::opened::{Brought, Notice, Opened};
use crate::page::Page;

/// The command line that a visitor who asked for nothing sees.
const FIRST_LINE: &str = "ls -l /home";

/// The root component.
pub struct App {
    link: Result<Link, ImageError>,
    /// How many boards there have been.
    board: u32,
    opened: Opened,
    /// The command lines of the programs that are open.
    programs: Rc<[String]>,
    notice: Option<Notice>,
    /// How often the person went far.
    far: u32,
    /// The link that was opened last, and how many were.
    visited: (u32, Option<Rc<Moment>>),
    _links: Option<EventListener>,
    send: Callback<Command>,
    restart: Callback<()>,
    open: Callback<Opening>,
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
    /// These were brought.
    Brought(Vec<Brought>),
    /// These were kept from an earlier visit.
    Kept(Vec<kept::Row>),
}

impl App {
    fn power_on(ctx: &Context<Self>, opened: &Opened, revision: u64) -> Result<Link, ImageError> {
        Link::new(ctx.link().callback(|()| Msg::Frame), opened, revision)
    }

    /// Switches a fresh board on, with all programs that are open.
    fn restart(&mut self, ctx: &Context<Self>, line: &str) {
        self.restart_with(ctx, &self.opened.clone());
        if let Ok(link) = &mut self.link {
            link.send(Command::Run(line.to_string()));
        }
    }

    fn restart_with(&mut self, ctx: &Context<Self>, opened: &Opened) {
        self.board += 1;
        self.programs = opened.programs.iter().map(Program::line).collect();
        let revision = self.link.as_ref().map_or(0, |link| link.scene().revision);
        self.link = Self::power_on(ctx, opened, revision);
    }

    /// Goes to the moment that the address is of, on a board with the programs that it tells of, as far as they are open.
    fn go_to_address(&mut self, ctx: &Context<Self>) {
        let (mut moment, error) = Moment::from_fragment(&browser::fragment());
        if moment.script.is_empty() && moment.step.is_none() {
            moment.type_keys(&format!("{FIRST_LINE}\n"));
        }
        let find = |name: &String| self.opened.programs.iter().find(|program| program.name() == name);
        let programs: Vec<Program> = moment.files.iter().filter_map(find).cloned().collect();
        if !programs.iter().map(Program::line).eq(self.programs.iter().cloned()) {
            self.restart_with(ctx, &Opened { programs, ..self.opened.clone() });
        }
        if let Ok(link) = &mut self.link {
            let error = error.or_else(|| link.doubts(&moment));
            self.notice = error.map(|error| Notice { text: error.to_string(), bad: true });
            link.send(Command::Open(moment.clone()));
        }
        self.visited = (self.visited.0 + 1, Some(Rc::new(moment)));
    }

    fn open(&mut self, ctx: &Context<Self>, opening: Opening) {
        match opening {
            Opening::Files(files) => {
                let link = ctx.link().clone();
                spawn_local(async move { link.send_message(Msg::Brought(files::read(files).await)) });
            }
            Opening::Forget => {
                kept::forget();
                self.opened = Opened::default();
                self.restart(ctx, FIRST_LINE);
                let text = "The opened programs are forgotten, and the machine was switched on without them.";
                self.notice = Some(Notice { text: text.into(), bad: false });
            }
            Opening::Dismiss => self.notice = None,
        }
    }

    /// A program needs a fresh board: a file comes in before the first instruction. A source file needs none.
    fn brought(&mut self, ctx: &Context<Self>, files: Vec<Brought>) {
        let news = self.opened.take(files, guest_images::INITRD);
        kept::keep(&news);
        self.notice = news.notice();
        match (news.programs.last(), &mut self.link) {
            (Some(program), _) => self.restart(ctx, &program.line()),
            (None, Ok(link)) => {
                news.sources.into_iter().for_each(|(name, text)| link.send(Command::Source(name, text)));
            }
            (None, Err(_)) => {}
        }
    }

    fn kept(&mut self, ctx: &Context<Self>, rows: Vec<kept::Row>) {
        let damaged = self.opened.restore(rows, guest_images::INITRD);
        if !damaged.is_empty() {
            let names: Vec<_> = damaged.iter().map(|key| format!("`{}`", key.replace('`', "'"))).collect();
            let text = format!(
                "What this browser kept of {} is damaged and was put aside: open the file again.",
                names.join(", ")
            );
            self.notice = Some(Notice { text, bad: true });
            kept::put_aside(damaged);
        }
        // Who opened a link sees what the link says, with those programs that it needs.
        match &self.visited.1 {
            Some(moment) if moment.files.is_empty() => {}
            Some(_) => self.go_to_address(ctx),
            None if self.opened == Opened::default() => {}
            None => self.restart(ctx, FIRST_LINE),
        }
    }
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        spawn_local(async move {
            if let Some(rows) = kept::rows().await.filter(|rows| !rows.is_empty()) {
                link.send_message(Msg::Kept(rows));
            }
        });
        let opened = Opened::default();
        let address = ctx.link().callback(|()| Msg::Address);
        let mut app = Self {
            link: Self::power_on(ctx, &opened, 0),
            board: 1,
            opened,
            programs: Rc::default(),
            notice: None,
            far: 0,
            visited: (0, None),
            _links: browser::on_fragment(move || address.emit(())),
            send: ctx.link().callback(Msg::Wish),
            restart: ctx.link().callback(|()| Msg::Restart),
            open: ctx.link().callback(Msg::Open),
        };
        match (&mut app.link, browser::fragment().is_empty()) {
            (Ok(link), true) => link.send(Command::Run(FIRST_LINE.to_string())),
            (Ok(_), false) => app.go_to_address(ctx),
            (Err(_), _) => {}
        }
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Wish(wish) => {
                let Ok(link) = &mut self.link else { return false };
                let far = is_far(&wish, link.scene());
                self.far += u32::from(far);
                return link.answer(wish) || far;
            }
            Msg::Frame => return self.link.as_mut().is_ok_and(Link::frame),
            Msg::Address => self.go_to_address(ctx),
            Msg::Restart => self.restart(ctx, FIRST_LINE),
            Msg::Open(opening) => self.open(ctx, opening),
            Msg::Brought(files) => self.brought(ctx, files),
            Msg::Kept(rows) => self.kept(ctx, rows),
        }
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        match &self.link {
            Ok(link) => html! {
                <Page scene={link.scene().clone()} board={self.board} send={self.send.clone()} restart={self.restart.clone()}
                    open={self.open.clone()} programs={self.programs.clone()} far={self.far}
                    opened={self.visited.clone()} notice={self.notice.clone()} />
            },
            Err(error) => html! {
                <p class="shell" role="alert">{ format!("The machine cannot start: {error}.") }</p>
            },
        }
    }
}
