//! Keeps the address of the page at the moment in view, so that it can be copied, kept and gone back to. Who went far gets an
//! entry of their own in the browser's history; steps change the one that there is. It draws nothing.

use gloo::timers::callback::Timeout;
use session::{Command, Moment, Scene};
use yew::prelude::*;

use crate::browser;

/// Milliseconds that a moment must stay before it is written: browsers refuse to write often.
const REST_MS: u32 = 300;
/// Steps that are not far: what the slider goes with Shift.
const NEAR: u64 = 10;

/// Whether a wish leads to somewhere that a person would want to come back from.
pub fn is_far(wish: &Command, scene: &Scene) -> bool {
    match wish {
        Command::Seek(at) => at.abs_diff(scene.now.at) > NEAR,
        Command::Type(text) => text.contains(['\n', '\r']),
        Command::Run(_)
        | Command::Scenario(_)
        | Command::Visit(..)
        | Command::RunTo(..)
        | Command::Continue(_)
        | Command::Write(..)
        | Command::Edit(_)
        | Command::Leave => true,
        Command::Level(_)
        | Command::Step(..)
        | Command::Break(_)
        | Command::Source(..)
        | Command::Look(_)
        | Command::Open(_)
        | Command::Speak(_)
        | Command::Pause
        | Command::Resume => false,
    }
}

/// What is to be written.
#[derive(Properties, PartialEq)]
pub struct AddressBarProps {
    /// The moment, if the machine rests.
    pub moment: Option<Moment>,
    /// How often one went far.
    pub far: u32,
    /// Hears, once, when so much has happened that the address cannot tell it.
    pub on_long: Callback<()>,
}

/// The writer.
pub struct AddressBar {
    /// How often one had gone far when the last entry was made.
    entered: u32,
    /// Whether the address stays behind, which was told.
    behind: bool,
    timer: Option<Timeout>,
}

impl AddressBar {
    fn wait(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        let rests = ctx.props().moment.is_some();
        self.timer = rests.then(|| Timeout::new(REST_MS, move || link.send_message(())));
    }
}

impl Component for AddressBar {
    type Message = ();
    type Properties = AddressBarProps;

    fn create(ctx: &Context<Self>) -> Self {
        let mut bar = Self { entered: ctx.props().far, behind: false, timer: None };
        bar.wait(ctx);
        bar
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &AddressBarProps) -> bool {
        self.wait(ctx);
        false
    }

    fn update(&mut self, ctx: &Context<Self>, (): ()) -> bool {
        let AddressBarProps { moment, far, on_long } = ctx.props();
        match moment.as_ref().map(Moment::to_fragment) {
            Some(Ok(fragment)) => {
                self.behind = false;
                if fragment != browser::fragment() {
                    browser::set_fragment(&fragment, *far != self.entered);
                    self.entered = *far;
                }
            }
            // A moment that is too long for a link leaves the address where it was.
            Some(Err(_)) if !std::mem::replace(&mut self.behind, true) => on_long.emit(()),
            Some(Err(_)) | None => {}
        }
        false
    }

    fn view(&self, _: &Context<Self>) -> Html {
        Html::default()
    }
}
