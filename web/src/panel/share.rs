//! Shares the moment in view: as a link, in a post, as a picture, as a text. What is offered is of the position that one
//! stands at, and is made when it is asked for.

use std::rc::Rc;

use qrcodegen::{QrCode, QrCodeEcc};
use session::{Moment, Poster, Scene, WARN_LINK_LEN};
use texts::share as say;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlDialogElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::doors::use_doors;
use crate::draw::draw;
use crate::hooks::{State, use_effect_with, use_state_eq};
use crate::snippet::{Snippet, run_as_text};
use crate::store::Action;
use crate::{browser, painting};

/// The page's colours, for the picture.
const TOKENS: &str = include_str!("../../styles/tokens.css");
/// Longest link that a camera reads well from a screen.
const MAX_QR: usize = 900;

/// What is shared.
#[derive(Properties, PartialEq)]
pub struct ShareProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// The moment; none while the machine is at work.
    pub moment: Option<Moment>,
    /// Whether the page is dark, and the picture shall be.
    pub dark: bool,
}

/// The dialogue.
#[component]
pub fn Share(ShareProps { scene, moment, dark }: &ShareProps) -> Html {
    let doors = use_doors();
    let dialog = use_node_ref();
    let framed = use_state_eq(|| false);
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            // A browser that refuses shows it where it stands.
            let _ = dialog.cast::<HtmlDialogElement>().map(|dialog| dialog.show_modal());
        });
    }
    let close = doors.act.reform(|_: MouseEvent| Action::Share(false));
    let onclose = doors.act.reform(|_: Event| Action::Share(false));
    let [page, folder] = browser::addresses();
    let fragment = moment.as_ref().map(Moment::to_fragment);
    let body = match (moment, fragment) {
        (Some(moment), Some(Ok(fragment))) => {
            let link = format!("{page}#{fragment}");
            let snippet = Snippet { folder: &folder, link: &link, moment, command: &scene.run.command };
            html! {
                <>
                    { link_part(&link, moment) }
                    if !page.starts_with("file:") {
                        { post_part(&snippet, &framed) }
                    }
                    { picture_part(scene, *dark) }
                    { text_part(scene, &link) }
                </>
            }
        }
        (None, _) => html! { <p class="share__note" role="status">{ say::moving() }</p> },
        (Some(_), _) => html! { <p class="share__note" data-bad="" role="alert">{ say::too_long() }</p> },
    };
    html! {
        <dialog class="share" ref={dialog} aria-labelledby="share-title" {onclose}>
            <div class="share__top">
                <h2 id="share-title">{ say::label() }</h2>
                <button class="button" type="button" onclick={close}>{ texts::page::close() }</button>
            </div>
            { body }
        </dialog>
    }
}

fn link_part(link: &str, moment: &Moment) -> Html {
    html! {
        <>
            <h3>{ say::link() }</h3>
            <div class="share__row">
                { draw!(<Copied label={say::link()} text={link.to_string()} rows=3 />) }
                { qr(link) }
            </div>
            <p class="share__note">{ say::link_note() }</p>
            if !moment.files.is_empty() {
                <p class="share__note">{ say::files_note() }</p>
            }
            if link.len() > WARN_LINK_LEN {
                <p class="share__note" data-bad="">{ say::long(link.len()) }</p>
            }
        </>
    }
}

/// The QR code of a link that is not too long for one.
fn qr(link: &str) -> Html {
    let code = (link.len() <= MAX_QR).then(|| QrCode::encode_text(link, QrCodeEcc::Low));
    let Some(Ok(code)) = code else { return Html::default() };
    let size = code.size();
    let dark =
        (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let squares: String = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + 4, y + 4)).collect();
    let side = size + 8;
    html! {
        <svg class="share__qr" role="img" aria-label={say::qr()} viewBox={format!("0 0 {side} {side}")} data-qr={size.to_string()}>
            <rect class="share__light" width={side.to_string()} height={side.to_string()} />
            <path class="share__dark" d={squares} shape-rendering="crispEdges" />
        </svg>
    }
}

fn post_part(snippet: &Snippet<'_>, framed: &State<bool>) -> Html {
    let choose = |to: bool| {
        let framed = framed.clone();
        Callback::from(move |_: Event| framed.set(to))
    };
    let kinds = [(false, say::element()), (true, say::frame())].map(|(kind, name)| {
        html! {
            <label>
                <input type="radio" name="share-kind" checked={kind == **framed} onchange={choose(kind)} />{ name }
            </label>
        }
    });
    let (code, note) = match **framed {
        true => (snippet.frame(), say::frame_note()),
        false => (snippet.element(), say::element_note()),
    };
    html! {
        <>
            <h3>{ say::post() }</h3>
            <div class="share__kinds" role="radiogroup" aria-label={say::post()}>{ for kinds }</div>
            <div class="share__row">{ draw!(<Copied label={say::code()} text={code} rows=4 />) }</div>
            <p class="share__note">{ note }</p>
            <h3>{ say::preview() }</h3>
            <iframe class="share__preview" src={snippet.frame_address()} title={say::preview()} loading="lazy"></iframe>
        </>
    }
}

fn picture_part(scene: &Rc<Scene>, dark: bool) -> Html {
    let (first, second) = (scene.clone(), scene.clone());
    let svg = Callback::from(move |_: MouseEvent| {
        let poster = Poster::of(&first, TOKENS, dark);
        if let Some(file) = browser::text_file(&poster.to_svg(), "image/svg+xml") {
            browser::download("ringside.svg", &file);
        }
    });
    let png = Callback::from(move |_: MouseEvent| {
        painting::png(&Poster::of(&second, TOKENS, dark), |file| browser::download("ringside.png", &file));
    });
    html! {
        <>
            <h3>{ say::picture() }</h3>
            <div class="share__row">
                <button class="button" type="button" onclick={svg} data-share="svg">{ say::svg() }</button>
                <button class="button" type="button" onclick={png} data-share="png">{ say::png() }</button>
            </div>
        </>
    }
}

fn text_part(scene: &Rc<Scene>, link: &str) -> Html {
    let text = run_as_text(scene, link);
    let file = text.clone();
    let download = Callback::from(move |_: MouseEvent| {
        if let Some(file) = browser::text_file(&file, "text/plain;charset=utf-8") {
            browser::download("ringside.txt", &file);
        }
    });
    html! {
        <>
            <h3>{ say::text() }</h3>
            <div class="share__row">
                { draw!(<Copied label={say::text_label()} {text} rows=5 />) }
                <button class="button" type="button" onclick={download} data-share="text">{ say::download() }</button>
            </div>
        </>
    }
}

/// A text to be copied.
#[derive(Properties, PartialEq)]
struct CopiedProps {
    label: &'static str,
    text: String,
    rows: u32,
}

/// A text, and the button that copies it; where the browser does not let us it is selected.
#[component]
fn Copied(CopiedProps { label, text, rows }: &CopiedProps) -> Html {
    let field = use_node_ref();
    let came_to = use_state_eq(|| None::<bool>);
    {
        let came_to = came_to.clone();
        use_effect_with(text.clone(), move |_| came_to.set(None));
    }
    let onclick = {
        let (text, field, came_to) = (text.clone(), field.clone(), came_to.setter());
        Callback::from(move |_: MouseEvent| {
            let (text, field, came_to) = (text.clone(), field.clone(), came_to.clone());
            spawn_local(async move {
                let copied = browser::copy(text).await;
                if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| !copied) {
                    field.select();
                }
                came_to.set(Some(copied));
            });
        })
    };
    let whole = Callback::from(|event: FocusEvent| {
        if let Some(field) = event.target().and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok()) {
            field.select();
        }
    });
    html! {
        <>
            <textarea class="share__field" ref={field} readonly=true rows={rows.to_string()} aria-label={*label}
                value={text.clone()} onfocus={whole} spellcheck="false" />
            <button class="button" type="button" {onclick} data-copied={came_to.map(|it| it.to_string())}>
                { if *came_to == Some(true) { say::copied() } else { say::copy() } }
            </button>
            if *came_to == Some(false) {
                <p class="share__note" role="status">{ say::select() }</p>
            }
        </>
    }
}
