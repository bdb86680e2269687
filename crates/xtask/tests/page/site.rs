//! The folder for a static host, served from somewhere below the root with the headers that it brings along: strict, small,
//! and there without a network.

use std::sync::OnceLock;

use serde_json::json;
use xtask::bundle::Page;
use xtask::root::target;
use xtask::serve::{Port, Server};
use xtask::{budget, dist, split};

use crate::LAPTOP;
use crate::visit::{Visit, built};

/// Where the folder is on its host.
const PLACE: &str = "some/place";

fn site() -> &'static Page {
    static SITE: OnceLock<Page> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = target().join("page/site").join(PLACE);
        dist::of(built(), folder).unwrap_or_else(|error| panic!("{error}"))
    })
}

fn served() -> Server {
    site();
    Server::start(&target().join("page/site"), Port::Any).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_folder_works_anywhere_under_its_strict_policy_and_asks_nobody_else() {
    let server = served();
    let url = format!("{}{PLACE}/", server.url());
    let visit = Visit::at(LAPTOP, &url);
    let policy = "return fetch('.').then((it) => it.headers.get('Content-Security-Policy'))";
    let policy = visit.script(policy, json!([]));
    assert_eq!(policy, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'");
    let foreign = "return performance.getEntriesByType('resource').map((it) => it.name)
        .filter((it) => !it.startsWith(location.origin + '/some/place/') && !it.startsWith('blob:'))";
    assert_eq!(visit.script(foreign, json!([])), json!([]));
    assert_eq!(visit.complaints(), Vec::<String>::new());
    for page in ["embed.html#run=echo+hi", "embed/post.html"] {
        visit.open(&format!("{url}{page}"));
        let state = "const m = document.querySelector('ringside-machine');
            if (!m || !m.activate) return 'none';
            m.activate(); return m.state;";
        visit.sees(page, || visit.script(state, json!([])) == "ready");
        assert_eq!(visit.script(foreign, json!([])), json!([]), "{page}");
        assert_eq!(visit.complaints(), Vec::<String>::new(), "{page}");
    }
}

#[test]
fn who_has_no_webassembly_sees_the_poster_the_five_steps_and_why() {
    let folder = target().join("page/without");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    for (name, _) in site().files.iter().filter(|(name, _)| !name.contains('/') && !name.ends_with(".wasm")) {
        std::fs::copy(site().directory.join(name), folder.join(name)).expect("a file of the page is there");
    }
    let server = Server::start(&folder, Port::Any).unwrap_or_else(|error| panic!("{error}"));
    let visit = Visit::of(LAPTOP, &server.url());
    assert!(visit.wait(|| visit.is_visible("#failure")).is_some());
    assert!(visit.text(".shell__story").contains("needs JavaScript and WebAssembly"));
    let steps = "return [...document.querySelectorAll('.shell__steps li')].filter((it) => it.checkVisibility()).length";
    assert_eq!(visit.script(steps, json!([])), 5);
    let poster = "const it = document.querySelector('.shell__poster[data-for=light]');
        return it.complete && it.naturalWidth === 960 && it.checkVisibility()";
    assert!(visit.wait(|| visit.script(poster, json!([])) == true).is_some(), "the poster is drawn");
    assert!(!visit.is_visible(".shell__hint"), "nothing starts any more");
    // On the page that works nothing of it is to be seen, nor loaded.
    let server = served();
    let visit = Visit::at(LAPTOP, &format!("{}{PLACE}/", server.url()));
    let loaded = "return performance.getEntriesByType('resource').some((it) => it.name.includes('poster'))";
    assert_eq!(visit.script(loaded, json!([])), false);
}

#[test]
fn a_program_that_breaks_says_so_and_can_be_started_again() {
    let visit = Visit::start(LAPTOP);
    // An element that does not let itself be emptied is none that the program can draw in.
    let broken = "return (async () => {
        const { mount, fetch_embedding } = await import('./web.js');
        await fetch_embedding();
        const stubborn = document.createElement('div');
        stubborn.append('text');
        stubborn.removeChild = () => { throw Error('no'); };
        try { mount(stubborn, '', {}, () => {}); } catch (error) { return error instanceof WebAssembly.RuntimeError; }
    })()";
    assert_eq!(visit.script(broken, json!([])), true);
    assert!(visit.wait(|| visit.is_visible("#failure")).is_some(), "it is said");
    assert!(
        visit.text("#failure-text").contains("wasm"),
        "with where it was: {}",
        visit.text("#failure-text")
    );
    visit.click("#failure-reload");
    visit.sees("the page again", || !visit.is_visible("#failure") && visit.step() == "STEP 1 OF 5");
}

#[test]
fn the_second_visit_needs_no_network() {
    let server = served();
    let visit = Visit::at(LAPTOP, &format!("{}{PLACE}/", server.url()));
    let ready = "return navigator.serviceWorker.getRegistration().then((it) => !!it && !!it.active
        && !!navigator.serviceWorker.controller)";
    visit.sees("the worker", || visit.script(ready, json!([])) == true);
    let kept = "return (async () => {
        const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
        const kept = (await Promise.all(caches_.map((cache) => cache.keys()))).flat().map((it) => it.url);
        return ['split_later', 'split_files', 'split_german'].every((part) => kept.some((url) => url.includes(part)));
    })()";
    visit.sees("that the parts are kept, too", || visit.script(kept, json!([])) == true);
    drop(server);
    let gone = "return fetch('sizes.json', { cache: 'no-store', signal: AbortSignal.timeout(2000) })
        .then(() => false, () => true)";
    visit.sees("that the server is gone", || visit.script(gone, json!([])) == true);
    visit.script("window.before = true; location.reload()", json!([]));
    visit.sees("the page again", || {
        visit.script("return !window.before", json!([])) == true && visit.step() == "STEP 1 OF 5"
    });
    visit.click("[data-command=Forward]");
    visit.sees("the next step", || visit.step() == "STEP 2 OF 5");
    visit.click(".side__tabs [data-tab=files]");
    visit.sees("a panel that had never been opened", || visit.text(".files").contains("/dev/console"));
    visit.click(".header__language");
    visit.sees("the other language", || visit.step() == "SCHRITT 2 VON 5");
}

/// What a browser asks for when somebody walks through the story for the first time, by the names in the folder.
fn asked(visit: &Visit) -> Vec<String> {
    let names = "return performance.getEntriesByType('resource').map((it) => new URL(it.name).pathname)";
    let names: Vec<String> = serde_json::from_value(visit.script(names, json!([]))).expect("a list of paths");
    let inside = names.iter().filter_map(|name| name.strip_prefix(&format!("/{PLACE}/")));
    inside.map(str::to_string).chain(["index.html".to_string()]).collect()
}

#[test]
fn a_first_visit_downloads_no_more_than_its_budget() {
    let server = served();
    let visit = Visit::at(LAPTOP, &format!("{}{PLACE}/", server.url()));
    for step in 2..=5 {
        visit.click("[data-command=Forward]");
        visit.sees("the next step", || visit.step() == format!("STEP {step} OF 5"));
    }
    visit.rests();
    let mut asked = asked(&visit);
    // What the worker fetches once the page rests is for other visits.
    asked.retain(|name| !name.starts_with("worker"));
    asked.sort();
    asked.dedup();
    let sizes = asked.iter().map(|name| {
        let file = site().files.iter().find(|(file, _)| file == name);
        (name, file.unwrap_or_else(|| panic!("{name} is not of the folder")).1)
    });
    let rows =
        sizes.map(|(name, it)| format!("{name:<56} {:>9} {:>9}\n", it.raw, it.brotli)).collect::<String>();
    std::fs::write(target().join("page/first-visit.txt"), &rows).expect("the table can be written");
    assert!(!asked.iter().any(|name| split::is_part(name)), "nothing that can wait:\n{rows}");
    let page: u64 = asked
        .iter()
        .filter(|name| !name.starts_with("sources/"))
        .map(|name| site().files.iter().find(|(file, _)| file == name).map_or(0, |(_, it)| it.brotli))
        .sum();
    assert!(page <= budget::FIRST_VISIT, "{page} bytes of at most {}:\n{rows}", budget::FIRST_VISIT);
}

#[test]
fn a_part_that_cannot_be_fetched_is_said_and_tried_again() {
    let folder = target().join("page/partly");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let mut parts = Vec::new();
    for (name, _) in site().files.iter().filter(|(name, _)| !name.contains('/')) {
        if split::is_part(name) {
            parts.push(name);
        } else {
            std::fs::copy(site().directory.join(name), folder.join(name))
                .expect("a file of the page is there");
        }
    }
    let server = Server::start(&folder, Port::Any).unwrap_or_else(|error| panic!("{error}"));
    let visit = Visit::at(LAPTOP, &server.url());
    visit.click(".side__tabs [data-tab=files]");
    visit.sees("that it is missing", || {
        visit.text(".side__panel [role=alert]").contains("could not be fetched")
    });
    visit.click(".header__help");
    visit.sees("that the dialogue is, too", || visit.text(".notice").contains("could not be fetched"));
    visit.click(".notice .button");
    visit.sees("the page as it was", || !visit.is_visible(".notice .button"));
    visit.click(".header__language");
    visit.sees("that the language is, too", || visit.text(".notice").contains("could not be fetched"));
    for name in parts {
        std::fs::copy(site().directory.join(name), folder.join(name)).expect("a part is there");
    }
    visit.click(".side__tabs [data-tab=memory]");
    visit.sees("the panel", || visit.is_visible(".memory__part"));
    visit.click(".header__language");
    visit.sees("the language", || visit.step() == "SCHRITT 1 VON 5");
}

#[test]
fn a_system_that_installs_the_page_finds_icons_of_the_sizes_that_are_said() {
    let server = served();
    let visit = Visit::at(LAPTOP, &format!("{}{PLACE}/", server.url()));
    let icons = "return (async () => {
        const href = (rel) => document.querySelector(`link[rel=${rel}]`).href;
        const manifest = await (await fetch(href('manifest'))).json();
        const pictures = manifest.icons.filter((it) => it.type === 'image/png');
        const all = [{ src: href('apple-touch-icon'), sizes: '180x180' }, ...pictures];
        return Promise.all(all.map(async ({ src, sizes }) => {
            const { width, height } = await createImageBitmap(await (await fetch(src)).blob());
            return [sizes, `${width}x${height}`];
        }));
    })()";
    let sizes = ["180x180", "192x192", "512x512", "512x512"].map(|size| [size, size]);
    assert_eq!(visit.script(icons, json!([])), json!(sizes));
}

#[test]
fn no_part_is_over_its_budget() {
    let (table, over) = budget::check(site());
    assert!(!over, "\n{table}");
}
