//! The top line: what this is, the command line to run, the theme, the help.

use std::rc::Rc;

use session::{Command, Scenario, Scene};
use texts::page;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::language::OtherLanguage;
use super::{Names, Open};
use crate::command::{EXAMPLES, Name, row};
use crate::doors::use_doors;
use crate::draw::draw;
use crate::hooks::{use_effect_with, use_state_eq};
use crate::store::{Action, Theme};
use crate::widget::{Menu, MenuItem};

/// What the header shows.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// Light or dark.
    pub theme: Theme,
    /// What of one's own is open.
    pub names: Rc<Names>,
    /// The experiment that is open.
    pub trial: Option<Scenario>,
}

/// The header.
#[component]
pub fn Header(HeaderProps { scene, theme, names, trial }: &HeaderProps) -> Html {
    let doors = use_doors();
    let line = use_state_eq(|| None::<String>);
    // Until something is typed the field shows the run in view.
    let shown = line.as_ref().unwrap_or(&scene.run.command).clone();
    {
        let line = line.clone();
        use_effect_with(scene.run.start, move |_| line.set(None));
    }
    let run = {
        let (send, line) = (doors.send.clone(), line.clone());
        Callback::from(move |wished: String| {
            let wished = wished.trim().to_string();
            if !wished.is_empty() {
                line.set(Some(wished.clone()));
                send.emit(Command::Run(wished));
            }
        })
    };
    let onsubmit = {
        let (run, shown) = (run.clone(), shown.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            run.emit(shown.clone());
        })
    };
    let oninput = Callback::from(move |event: InputEvent| {
        line.set(event.target_dyn_into::<HtmlInputElement>().map(|it| it.value()));
    });
    let items = EXAMPLES.iter().map(|it| MenuItem {
        label: it.line.to_string(),
        note: (it.shows)().to_string(),
        chosen: it.line == scene.run.command,
    });
    let on_pick = Callback::from(move |i: usize| run.emit(EXAMPLES[i].line.to_string()));
    let trials = Scenario::ALL.map(|it| MenuItem {
        label: it.title().to_string(),
        note: String::new(),
        chosen: Some(it) == *trial,
    });
    let on_trial = doors.act.reform(|i: usize| Action::Try(Some(Scenario::ALL[i])));
    let toggle = doors.act.reform(|_: MouseEvent| Action::ToggleTheme);
    let share = doors.act.reform(|_: MouseEvent| Action::Share(true));
    let help = doors.act.reform(|_: MouseEvent| Action::Help(true));
    let to_other = match theme.other() {
        Theme::Light => page::to_light(),
        Theme::Dark => page::to_dark(),
    };
    html! {
        <header class="header">
            <h1 class="header__name">
                <svg class="header__logo" viewBox="0 0 26 26" aria-hidden="true">
                    <circle class="header__outer" cx="13" cy="13" r="11.5" />
                    <circle class="header__inner" cx="13" cy="13" r="7" />
                    <circle class="header__core" cx="13" cy="13" r="2.6" />
                </svg>
                <span>{ "Ringside" }</span>
            </h1>
            <form class="header__form" data-run="" {onsubmit}>
                <label class="header__line">
                    <span class="header__prompt" aria-hidden="true">{ "$" }</span>
                    <input class="header__input" name="line" aria-label={page::line()} value={shown}
                        autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" {oninput} />
                </label>
                { draw!(<Menu class="header__examples" label={page::examples()} face="▾" items={items.collect::<Vec<_>>()} {on_pick} />) }
                <button class="button header__run" data-primary="" type="submit">{ page::run() }</button>
            </form>
            { draw!(<Open open={names.clone()} line={scene.run.command.clone()} />) }
            { draw!(<Menu class="header__trials" label={page::break_it_label()} face={page::break_it()}
                items={trials.to_vec()} on_pick={on_trial} />) }
            <button class="button header__share" type="button" onclick={share}
                title={row(Name::Share).tip_with_key()}>{ (row(Name::Share).label)() }</button>
            <button class="button header__theme" type="button" onclick={toggle}
                aria-label={to_other} title={to_other}>
                { match theme { Theme::Light => "☾", Theme::Dark => "☀" } }
            </button>
            { draw!(<OtherLanguage class="header__language" id="language" />) }
            <button class="button header__help" type="button" onclick={help} title={row(Name::Help).tip_with_key()}
                aria-label={(row(Name::Help).label)()}>{ "?" }</button>
        </header>
    }
}
