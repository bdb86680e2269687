//! The root: holds the [`Link`], hands wishes in and scenes out. It draws nothing itself but the message that no machine
//! could be made.

use std::rc::Rc;

use session::{Command, ImageError, Program};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

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
    /// Something with files.
    Open(Opening),
    /// These were brought.
    Brought(Vec<Brought>),
    /// These were kept from an earlier visit.
    Kept(Vec<kept::Row>),
}

impl App {
    fn power_on(ctx: &Context<Self>, opened: &Opened, line: &str, revision: u64) -> Result<Link, ImageError> {
        let mut link = Link::new(ctx.link().callback(|()| Msg::Frame), opened, revision)?;
        link.send(Command::Run(line.to_string()));
        Ok(link)
    }

    /// Switches a fresh board on, with all programs that are open.
    fn restart(&mut self, ctx: &Context<Self>, line: &str) {
        self.board += 1;
        self.programs = self.opened.programs.iter().map(Program::line).collect();
        let revision = self.link.as_ref().map_or(0, |link| link.scene().revision);
        self.link = Self::power_on(ctx, &self.opened, line, revision);
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
        if self.opened != Opened::default() {
            self.restart(ctx, FIRST_LINE);
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
        Self {
            link: Self::power_on(ctx, &opened, FIRST_LINE, 0),
            board: 1,
            opened,
            programs: Rc::default(),
            notice: None,
            send: ctx.link().callback(Msg::Wish),
            restart: ctx.link().callback(|()| Msg::Restart),
            open: ctx.link().callback(Msg::Open),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Wish(wish) => return self.link.as_mut().is_ok_and(|link| link.answer(wish)),
            Msg::Frame => return self.link.as_mut().is_ok_and(Link::frame),
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
                    open={self.open.clone()} programs={self.programs.clone()} notice={self.notice.clone()} />
            },
            Err(error) => html! {
                <p class="shell" role="alert">{ format!("The machine cannot start: {error}.") }</p>
            },
        }
    }
}
