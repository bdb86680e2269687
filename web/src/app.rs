//! The root: holds the [`Link`], hands wishes in and scenes out. It draws nothing itself but the message that no machine
//! could be made.

use session::{Command, ImageError};
use yew::prelude::*;

use crate::link::Link;
use crate::page::Page;

/// The command line that a visitor who asked for nothing sees.
const FIRST_LINE: &str = "ls -l /home";

/// The root component.
pub struct App {
    link: Result<Link, ImageError>,
    send: Callback<Command>,
    restart: Callback<()>,
}

/// What reaches the root.
pub enum Msg {
    /// A wish of the person.
    Wish(Command),
    /// The frame that the link asked for.
    Frame,
    /// A fresh board, please.
    Restart,
}

impl App {
    fn power_on(ctx: &Context<Self>) -> Result<Link, ImageError> {
        let mut link = Link::new(ctx.link().callback(|()| Msg::Frame))?;
        link.send(Command::Run(FIRST_LINE.to_string()));
        Ok(link)
    }
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let send = ctx.link().callback(Msg::Wish);
        let restart = ctx.link().callback(|()| Msg::Restart);
        Self { link: Self::power_on(ctx), send, restart }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Msg) -> bool {
        match (message, &mut self.link) {
            (Msg::Wish(wish), Ok(link)) => {
                link.send(wish);
                false
            }
            (Msg::Frame, Ok(link)) => link.frame(),
            (Msg::Wish(_) | Msg::Frame, Err(_)) => false,
            (Msg::Restart, link) => {
                *link = Self::power_on(ctx);
                true
            }
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        match &self.link {
            Ok(link) => html! {
                <Page scene={link.scene().clone()} send={self.send.clone()} restart={self.restart.clone()} />
            },
            Err(error) => html! {
                <p class="shell" role="alert">{ format!("The machine cannot start: {error}.") }</p>
            },
        }
    }
}
