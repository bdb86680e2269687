//! The guest's terminal. Keys go to the guest as they are typed; Esc gives them back to the page.

use gloo::events::EventListener;
use session::Command;
use texts::terminal as say;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::SceneProps;
use crate::doors::use_doors;
use crate::draw::draw;
use crate::hooks::use_effect_with;

/// What the hidden field holds, so that an on-screen keyboard has something to delete and says so.
const FILLER: char = '\u{200b}';

/// The terminal.
#[component]
pub fn Terminal(SceneProps { scene }: &SceneProps) -> Html {
    let doors = use_doors();
    let screen = use_node_ref();
    let terminal = &scene.terminal;
    {
        let screen = screen.clone();
        use_effect_with((terminal.bytes, terminal.lines.len(), terminal.cursor_line), move |_| {
            if let Some(screen) = screen.cast::<HtmlElement>() {
                screen.set_scroll_top(screen.scroll_height());
            }
        });
    }
    let root = doors.root;
    let onclick = Callback::from(move |_: MouseEvent| {
        // A click that ends a selection is for copying.
        if !has_selection() {
            root.focus("terminal-keys");
        }
    });
    let lines = terminal.lines.iter().enumerate().map(|(i, text)| {
        let cursor = (i as u32 == terminal.cursor_line).then_some(terminal.cursor_column as usize);
        draw!(key={i} <Line text={text.clone()} {cursor} />)
    });
    let below = terminal.cursor_line as usize >= terminal.lines.len();
    html! {
        <section class="terminal" data-panel="terminal" data-live={terminal.live.then_some("")} aria-label={say::label()}
            {onclick}>
            <div class="terminal__screen" ref={screen} tabindex="0" role="group" aria-label={say::screen()}>
                <div class="terminal__lines" data-terminal="">
                    { for lines }
                    if below {
                        { draw!(<Line text="" cursor={Some(terminal.cursor_column as usize)} />) }
                    }
                </div>
            </div>
            { draw!(<Keys send={doors.send} />) }
            <p class="terminal__note">
                if !terminal.live && scene.run.end > scene.run.start {
                    <span>{ say::as_of(scene.now.at.saturating_sub(scene.run.start)) }</span>
                }
                <span class="terminal__leave">{ say::leave() }</span>
            </p>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct LineProps {
    #[prop_or_default]
    text: AttrValue,
    cursor: Option<usize>,
}

#[component]
fn Line(LineProps { text, cursor }: &LineProps) -> Html {
    let Some(column) = *cursor else { return html! { <div class="terminal__line">{ text }{ "\n" }</div> } };
    let before: String = text.chars().take(column).collect();
    let padding = " ".repeat(column.saturating_sub(text.chars().count()));
    let under = text.chars().nth(column).unwrap_or(' ');
    let after: String = text.chars().skip(column + 1).collect();
    html! {
        <div class="terminal__line">
            { before }{ padding }<span class="terminal__cursor" data-cursor="">{ under }</span>{ after }{ "\n" }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct KeysProps {
    send: Callback<Command>,
}

/// The field that takes the keys; nobody sees it, but it has the focus.
#[component]
fn Keys(KeysProps { send }: &KeysProps) -> Html {
    let field = use_node_ref();
    let onkeydown = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                if let Some(field) = event.target_dyn_into::<HtmlElement>() {
                    // What cannot lose the focus keeps it.
                    let _ = field.blur();
                }
                return;
            }
            if let Some(text) = control(&event) {
                event.prevent_default();
                send.emit(Command::Type(text.to_string()));
            }
        })
    };
    let oninput = {
        let send = send.clone();
        Callback::from(move |event: InputEvent| {
            let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            if event.is_composing() {
                return;
            }
            let deleted = event.input_type().starts_with("delete");
            let text = take_text(&field);
            match (text.is_empty(), deleted) {
                (false, _) => send.emit(Command::Type(text)),
                (true, true) => send.emit(Command::Type("\x7f".to_string())),
                (true, false) => {}
            }
        })
    };
    use_composition(&field, send);
    html! {
        <textarea ref={field} id="terminal-keys" class="terminal__keys" aria-label={say::keys()}
            autocomplete="off" autocapitalize="off" spellcheck="false" rows="1" enterkeyhint="enter"
            {onkeydown} {oninput} />
    }
}

/// What was typed into the field, which is empty again.
fn take_text(field: &HtmlTextAreaElement) -> String {
    let text = field.value().replace([FILLER, '\r'], "");
    field.set_value(&FILLER.to_string());
    text
}

/// Text that is put together from several keys is typed once it is complete. Yew knows no such event.
#[hook]
fn use_composition(field: &NodeRef, send: &Callback<Command>) {
    let field = field.clone();
    use_effect_with(send.clone(), move |send| {
        let (element, send) = (field.cast::<HtmlTextAreaElement>(), send.clone());
        let listener = element.map(|element| {
            element.set_value(&FILLER.to_string());
            let field = element.clone();
            EventListener::new(&element, "compositionend", move |_| {
                let text = take_text(&field);
                if !text.is_empty() {
                    send.emit(Command::Type(text));
                }
            })
        });
        move || drop(listener)
    });
}

/// The bytes of a key that is no printable character.
fn control(event: &KeyboardEvent) -> Option<&'static str> {
    if event.alt_key() || event.meta_key() || event.is_composing() {
        return None;
    }
    match (event.ctrl_key(), event.key().as_str()) {
        (false, "Enter") => Some("\n"),
        (false, "Backspace") => Some("\x7f"),
        (false, "Tab") if !event.shift_key() => Some("\t"),
        (false, "ArrowUp") => Some("\x1b[A"),
        (false, "ArrowDown") => Some("\x1b[B"),
        (false, "ArrowRight") => Some("\x1b[C"),
        (false, "ArrowLeft") => Some("\x1b[D"),
        (false, "Home") => Some("\x1b[H"),
        (false, "End") => Some("\x1b[F"),
        (false, "Delete") => Some("\x1b[3~"),
        (true, "a") => Some("\x01"),
        (true, "c") if !has_selection() => Some("\x03"),
        (true, "d") => Some("\x04"),
        (true, "e") => Some("\x05"),
        (true, "k") => Some("\x0b"),
        (true, "l") => Some("\x0c"),
        (true, "u") => Some("\x15"),
        _ => None,
    }
}

/// Whether some text of the page is selected, so that Ctrl-C would copy it.
fn has_selection() -> bool {
    web_sys::window().and_then(|it| it.get_selection().ok().flatten()).is_some_and(|it| !it.is_collapsed())
}
