//! The number of the instruction in view, which becomes a field for the number of another.

use std::rc::Rc;

use session::{Command, Scene};
use texts::step as say;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::SceneProps;
use crate::doors::use_doors;
use crate::draw::draw;
use crate::hooks::use_effect_with;
use crate::later::{Late, Later};
use crate::store::Action;

/// What it needs.
#[derive(Properties, PartialEq)]
pub struct GoToProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// Whether it is a field now.
    pub going: bool,
}

/// The number, or the field.
#[component]
pub fn GoTo(GoToProps { scene, going }: &GoToProps) -> Html {
    let doors = use_doors();
    if *going {
        let scene = scene.clone();
        let draw = move |it: &'static Later| (it.go_to)(SceneProps { scene: scene.clone() });
        return draw!(<Late {draw} />);
    }
    let onclick = doors.act.reform(|_: MouseEvent| Action::Going(true));
    html! {
        <button type="button" class="narration__count" {onclick} data-command="GoTo"
            title={say::go_to_key()}>{ instruction(scene) }</button>
    }
}

/// The field, which takes the focus.
#[component]
pub fn GoToField(SceneProps { scene }: &SceneProps) -> Html {
    let doors = use_doors();
    let input = use_node_ref();
    {
        let input = input.clone();
        use_effect_with((), move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                // A field that cannot have the focus can still be clicked.
                let _ = input.focus();
                input.select();
            }
        });
    }
    let start = scene.run.start;
    let onsubmit = {
        let (doors, input) = (doors.clone(), input.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            if let Some(number) = parse(&text) {
                doors.send.emit(Command::Seek(start.saturating_add(number)));
            }
            doors.act.emit(Action::Going(false));
        })
    };
    let onkeydown = doors.act.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            onkeydown.emit(Action::Going(false));
        }
    });
    let onblur = doors.act.reform(|_: FocusEvent| Action::Going(false));
    let value = scene.now.at.saturating_sub(start).to_string();
    html! {
        <form class="narration__go" {onsubmit}>
            <label>{ say::go_to() }<input ref={input} class="narration__field" inputmode="numeric" size="10"
                autocomplete="off" {value} {onkeydown} {onblur} id="go-to" /></label>
        </form>
    }
}

/// A number as people write it: with commas, spaces and points between its thousands.
fn parse(text: &str) -> Option<u64> {
    let digits: String =
        text.chars().filter(|it| !it.is_whitespace() && !matches!(it, ',' | '.' | '_' | '\'')).collect();
    digits.parse().ok()
}

/// Which instruction of the run it is; of a run that still goes on nobody knows how many there will be.
fn instruction(scene: &Scene) -> String {
    let (at, end) =
        (scene.now.at.saturating_sub(scene.run.start), scene.run.end.saturating_sub(scene.run.start));
    if at > end {
        return say::instruction(at);
    }
    say::instruction_of(at, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_be_written_as_people_do() {
        assert_eq!(["12 345", "12,345", " 12345\n", "12\u{202f}345"].map(parse), [Some(12_345); 4]);
        assert_eq!(["", "abc", "-1", "99999999999999999999999"].map(parse), [None; 4]);
    }
}
