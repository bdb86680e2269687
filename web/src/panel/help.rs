//! The help dialog: what this is, and every key of the command table.

use session::Sentence;
use texts::page;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::language::OtherLanguage;
use crate::command::COMMANDS;
use crate::doors::use_doors;
use crate::draw::draw;
use crate::hooks::use_effect_with;
use crate::store::{Action, Theme};
use crate::widget::Words;

/// Whether it is open.
#[derive(Properties, PartialEq)]
pub struct HelpProps {
    /// Whether it is open.
    pub open: bool,
    /// Light or dark.
    pub theme: Theme,
}

/// The dialog.
#[component]
pub fn Help(HelpProps { open, theme }: &HelpProps) -> Html {
    let doors = use_doors();
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(*open, move |open| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                match (*open, dialog.open()) {
                    // A browser without modal dialogs shows none; the page works as before.
                    (true, false) => dialog.show_modal().unwrap_or_default(),
                    (false, true) => dialog.close(),
                    (true, true) | (false, false) => {}
                }
            }
        });
    }
    let toggle = doors.act.reform(|_: MouseEvent| Action::ToggleTheme);
    let share = doors.act.reform(|_: MouseEvent| Action::Share(true));
    let close = doors.act.reform(|_: MouseEvent| Action::Help(false));
    let onclose = doors.act.reform(|_: Event| Action::Help(false));
    let keys = COMMANDS.iter().filter(|row| !row.shown.is_empty()).map(|row| {
        html! { <div class="help__key"><dt><kbd>{ row.key() }</kbd></dt><dd>{ (row.tip)() }</dd></div> }
    });
    html! {
        <dialog class="help" ref={dialog} aria-labelledby="help-title" {onclose}>
            <div class="help__head">
                <h2 id="help-title">{ page::help_title() }</h2>
                <button class="button help__share" type="button" onclick={share}>{ texts::share::share() }</button>
                <button class="button help__theme" type="button" onclick={toggle}>
                    { match theme.other() { Theme::Light => page::to_light(), Theme::Dark => page::to_dark() } }
                </button>
                { draw!(<OtherLanguage class="help__language" id="help-language" />) }
                <button class="button" data-primary="" type="button" onclick={close}>{ page::close() }</button>
            </div>
            <p>{ page::help_what() }</p>
            <p>{ draw!(<Words sentence={Sentence::parse(page::help_modes())} />) }</p>
            <dl class="help__keys">
                { for keys }
                <div class="help__key"><dt><kbd>{ "← →" }</kbd></dt><dd>{ page::help_slider() }</dd></div>
                <div class="help__key"><dt><kbd>{ "Esc" }</kbd></dt><dd>{ page::help_escape() }</dd></div>
            </dl>
        </dialog>
    }
}
