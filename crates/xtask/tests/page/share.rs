//! A person shares what they see: the link, the two codes for a post, the picture and the text are taken from the dialogue
//! as they stand there, and used.

use serde_json::{Value, json};

use crate::driver::key;
use crate::post::Post;
use crate::visit::Visit;
use crate::{LAPTOP, PHONE};

/// What the dialogue offers.
struct Offers {
    link: String,
    element: String,
    frame: String,
    text: String,
}

/// Opens the dialogue and takes all of it.
fn offers(visit: &Visit) -> Offers {
    let field = |n: usize| {
        let script = "return document.querySelectorAll('.share__field')[arguments[0]].value";
        visit.script(script, json!([n])).as_str().unwrap_or_default().to_string()
    };
    visit.sees("what can be shared", || visit.is_visible(".share__field"));
    let (link, element, text) = (field(0), field(1), field(2));
    visit.click(".share__kinds label:nth-child(2)");
    visit.sees("the code of a frame", || field(1).starts_with("<iframe"));
    Offers { link, element, frame: field(1), text }
}

/// Where the machine of a frame stands, asked over its channel.
const FRAME_STEP: &str = "return (async () => {
    const frame = document.querySelector('iframe');
    const { port1: port, port2 } = new MessageChannel();
    await new Promise((said) => addEventListener('message', ({ data }) => data.type === 'hello' && said()));
    frame.contentWindow.postMessage({ ringside: 1, type: 'init' }, '*', [port2]);
    const ask = (id, body) => new Promise((answer) => {
        port.addEventListener('message', ({ data }) => data.re === id && answer(data.value));
        port.start();
        port.postMessage({ id, ...body });
    });
    await ask(1, { type: 'activate' });
    return ask(2, { type: 'get', name: 'currentStep' });
    })()";

fn open_dialogue(visit: &Visit) {
    visit.rests();
    visit.click(".header__share");
}

#[test]
fn what_the_dialogue_offers_works_where_it_is_pasted() {
    let visit = Visit::start(LAPTOP);
    (0..2).for_each(|_| visit.click("[data-command=Forward]"));
    let (at, sentence) = (visit.position(), visit.text("[data-sentence]"));
    open_dialogue(&visit);
    let offers = offers(&visit);
    assert!(visit.is_visible(".share__qr[data-qr]"));
    for words in ["$ ls -l /home", "getdents64(3", "system-call table", "notes.txt"] {
        assert!(offers.text.contains(words), "{words}\n{}", offers.text);
    }
    let preview = "return document.querySelector('.share__preview').src";
    assert!(visit.script(preview, json!([])).as_str().is_some_and(|it| it.contains("embed.html#v=1&run=ls")));
    visit.keys([key::ESCAPE]);
    visit.sees("the dialogue go", || !visit.is_visible(".share"));
    visit.leaves_without_complaints();

    let fragment = offers.link.split_once('#').map(|(_, it)| format!("#{it}")).expect("a link to a moment");
    let visit = Visit::follow(LAPTOP, &fragment);
    visit.sees("the same moment", || visit.position() == at && visit.text("[data-sentence]") == sentence);

    let post = Post::open("shared-element", "", &offers.element);
    let stands = post.asks("await m[0].activate(); return [m[0].currentStep, m[0].state]");
    assert_eq!(stands, json!([at, "ready"]), "{}", offers.element);
    let post = Post::open("shared-frame", "", &offers.frame);
    assert_eq!(post.script(FRAME_STEP, json!([])), json!(at), "{}", offers.frame);
}

#[test]
fn a_longer_session_and_a_change_by_hand_travel_as_a_whole() {
    let visit = Visit::start(LAPTOP);
    visit.types("cat /home/notes.txt\n");
    visit.sees("what cat wrote", || visit.terminal().matches("/ #").count() == 3);
    visit.click(".what-if summary");
    visit.click(".what-if__value");
    visit.script("document.querySelector('.what-if__value').select()", json!([]));
    visit.keys(['5', key::ENTER]);
    visit.sees("the branch", || visit.is_visible("[data-branch]"));
    visit.rests();
    let (at, sentence) = (visit.position(), visit.text("[data-sentence]"));
    open_dialogue(&visit);
    let offers = offers(&visit);
    assert!(offers.element.contains(" moment=\"v=1&amp;"), "{}", offers.element);
    let post = Post::open("shared-moment", "", &offers.element);
    let stands = post.asks("await m[0].activate(); return m[0].currentStep");
    assert_eq!(stands, json!(at), "{}", offers.element);
    let shows = "return m[0].shadowRoot.querySelector('[data-sentence]').textContent";
    post.sees("the same sentence", || post.asks(shows) == json!(sentence));
    let post = Post::open("shared-moment-frame", "", &offers.frame);
    assert_eq!(post.script(FRAME_STEP, json!([])), json!(at), "{}", offers.frame);
}

/// Keeps the files that the page gives.
const KEEP: &str = "window.files = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { files.push(blob); return make(blob); };";

#[test]
fn the_picture_and_the_text_are_given_as_files() {
    let visit = Visit::start(LAPTOP);
    (0..2).for_each(|_| visit.click("[data-command=Forward]"));
    open_dialogue(&visit);
    visit.script(KEEP, json!([]));
    for (n, kind) in ["svg", "png", "text"].iter().enumerate() {
        visit.click(&format!("[data-share={kind}]"));
        visit.sees(kind, || visit.script("return files.length", json!([])) == json!(n + 1));
    }
    let svg = visit.script("return files[0].text()", json!([]));
    let svg = svg.as_str().unwrap_or_default();
    assert!(svg.starts_with("<svg ") && svg.contains("getdents64") && svg.contains("KERNEL SPACE"), "{svg}");
    let size = "return createImageBitmap(files[1]).then((it) => [files[1].type, it.width, it.height > 1000])";
    assert_eq!(visit.script(size, json!([])), json!(["image/png", 1920, true]));
    let text: Value = visit.script("return files[2].text()", json!([]));
    assert!(text.as_str().is_some_and(|it| it.starts_with("$ ls -l /home\n")));
    visit.leaves_without_complaints();
}

#[test]
fn on_a_phone_it_is_in_the_help_and_fits() {
    let visit = Visit::start(PHONE);
    visit.rests();
    visit.click(".header__help");
    visit.click(".help__share");
    visit.sees("what can be shared", || visit.is_visible(".share__field"));
    assert!(visit.fits());
    let sticks_out = "const d = document.querySelector('.share'); return d.scrollWidth > d.clientWidth";
    assert_eq!(visit.script(sticks_out, json!([])), false);
    visit.leaves_without_complaints();
}
