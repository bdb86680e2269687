//! The help dialog: what this is, and every key of the command table.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::command::COMMANDS;
use crate::doors::use_doors;
use crate::store::{Action, Theme};

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
    let close = doors.act.reform(|_: MouseEvent| Action::Help(false));
    let onclose = doors.act.reform(|_: Event| Action::Help(false));
    let keys = COMMANDS.iter().filter(|row| !row.shown.is_empty()).map(|row| {
        html! { <div class="help__key"><dt><kbd>{ row.shown }</kbd></dt><dd>{ row.tip }</dd></div> }
    });
    html! {
        <dialog class="help" ref={dialog} aria-labelledby="help-title" {onclose}>
            <div class="help__head">
                <h2 id="help-title">{ "A ringside seat at the user/kernel boundary" }</h2>
                <button class="button help__theme" type="button" onclick={toggle}>
                    { format!("Switch to the {} theme", theme.other().id()) }
                </button>
                <button class="button" data-primary="" type="button" onclick={close}>{ "Close" }</button>
            </div>
            <p>
                { "A real RISC-V machine runs in this page. Its kernel and its programs are machine code; every lamp, \
                   number, arrow and sentence is read from its registers and its memory. Nothing is recorded \
                   beforehand. Type a command, run it, and walk through that run, forwards and backwards." }
            </p>
            <p>
                <b class="words__user">{ "User mode (U)" }</b>{ " is where programs run: they cannot touch the disk, the \
                terminal or one another. " }<b class="words__kernel">{ "Kernel mode (S)" }</b>{ " is where the kernel \
                works for them. The only way in is a trap, the only way out " }<code>{ "sret" }</code>{ "." }
            </p>
            <dl class="help__keys">
                { for keys }
                <div class="help__key"><dt><kbd>{ "← →" }</kbd></dt><dd>{ "On the slider: one instruction, with Shift ten" }</dd></div>
                <div class="help__key"><dt><kbd>{ "Esc" }</kbd></dt><dd>{ "Leave the terminal, close a list or this" }</dd></div>
            </dl>
        </dialog>
    }
}
