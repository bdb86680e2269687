//! A machine on somebody else's page: posts of another origin, with the element or with a frame, under policies, on hosts
//! that are broken. What is asked is what the page around it would ask.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::OnceLock;
use std::thread;

use serde_json::{Value, json};
use xtask::root::{root, target};
use xtask::serve::{Port, Server};

use crate::driver::Browser;
use crate::post::{Post, host};
use crate::visit::server;
use crate::{FRAME, LAPTOP, PHONE};

/// Most bytes of the loader, compressed.
const LOADER: u64 = 2_048;
/// What stays when the machine cannot come.
const LINK: &str = "<a href='https://example.org/'>Open this machine</a>";

#[test]
fn six_machines_on_a_page_share_one_program_and_nothing_else() {
    let machine = "<ringside-machine loading=eager run='echo hello'></ringside-machine>";
    let post = Post::with_elements(
        "six",
        "",
        &format!("<p id=text>Text.</p>{}<div id=deep></div>", machine.repeat(5)),
    );
    post.asks(
        "const root = document.getElementById('deep').attachShadow({ mode: 'open' });
         root.innerHTML = '<ringside-machine loading=eager></ringside-machine>';
         window.all = [...m, root.firstChild];
         await Promise.all(all.map((it) => it.activate()));",
    );
    let loaded = "const parts = performance.getEntriesByType('resource').map((it) => it.name)
            .filter((it) => it.includes('.wasm'));
        return [parts.filter((it) => it.includes('web_bg')).length, parts.length - new Set(parts).size]";
    assert_eq!(
        post.script(loaded, json!([])),
        json!([1, 0]),
        "the program is loaded once, and each part of it"
    );
    let states = "return all.map((it) => [it.state, it.currentStep])";
    let before = post.script(states, json!([]));
    assert!(
        before.as_array().unwrap().iter().all(|it| it[0] == "ready" && it[1].as_u64() > Some(0)),
        "{before}"
    );

    // One moves: by its method, then by a key while the focus is in it, and never by a key on the text around.
    post.asks("await all[1].step('instruction'); all[5].shadowRoot.querySelector('[data-command=Forward]').focus();");
    post.keys(".".chars());
    let moved = |n: usize| {
        let now = post.script(states, json!([]));
        now[n][1].as_u64() == before[n][1].as_u64().map(|it| it + 1)
    };
    post.sees("one step of the machine with the focus", || moved(5));
    post.asks("document.activeElement.blur();");
    post.keys(".".chars());
    let now = post.script(states, json!([]));
    assert_eq!([0, 1, 2, 3, 4, 5].map(moved), [false, true, false, false, false, true], "{before} {now}");

    // One is taken away and comes back, to where it was; one is only moved.
    let place = post.asks(
        "const [one] = m; await one.step('instruction'); const place = one.currentStep; one.remove();
         await new Promise((it) => setTimeout(it, 50)); window.gone = one.state; document.body.append(one);
         await one.activate(); return [window.gone, place, one.currentStep];",
    );
    assert_eq!(place[0], "idle", "{place}");
    assert_eq!(place[1], place[2], "{place}");
    let kept = "const at = m[2].currentStep; document.body.prepend(m[2]); await 0; return [m[2].state, m[2].currentStep === at]";
    assert_eq!(post.asks(kept), json!(["ready", true]));
    assert_eq!(post.complaints(), Vec::<String>::new());
}

#[test]
fn attributes_may_change_while_the_machine_runs() {
    let post = Post::with_elements("attributes", "", "<ringside-machine run='ls /'></ringside-machine>");
    post.asks("await m[0].activate()");
    let shown = |selector: &str| {
        let script = "return !!m[0].shadowRoot.querySelector('SELECTOR')";
        post.asks(&script.replace("SELECTOR", selector)) == true
    };
    assert!(shown(".boundary") && !shown(".terminal") && shown(".transport"));
    post.asks("m[0].setAttribute('view', 'terminal cpu'); m[0].setAttribute('controls', 'none'); m[0].setAttribute('theme', 'dark')");
    post.sees("the other panels", || shown(".terminal") && shown(".machine[data-theme=dark]"));
    post.sees("no others", || !shown(".boundary") && !shown(".transport"));
    let letters = || {
        post.asks("return parseFloat(getComputedStyle(m[0].shadowRoot.querySelector('.terminal')).fontSize)")
    };
    let usual = letters().as_f64().expect("a size");
    post.asks("m[0].setAttribute('theme', 'contrast'); m[0].setAttribute('text-size', 'larger'); m[0].setAttribute('focus', 'cpu')");
    post.sees("more contrast", || shown(".machine[data-contrast=more]"));
    post.sees("larger letters", || letters().as_f64() == Some(1.5 * usual));
    post.sees("the part that is pointed out", || shown("[data-part=cpu][data-focus]"));
    let wide = post.asks("return m[0].shadowRoot.querySelector('.frame').scrollWidth <= m[0].shadowRoot.querySelector('.frame').clientWidth + 1");
    assert_eq!(wide, true, "nothing is cut off");
    let ink = post.asks("return getComputedStyle(m[0].shadowRoot.querySelector('.frame')).color");
    assert!(["rgb(0, 0, 0)", "rgb(255, 255, 255)"].contains(&ink.as_str().unwrap_or_default()), "{ink}");
    post.asks("for (const name of ['theme', 'text-size', 'focus']) m[0].removeAttribute(name)");
    post.sees("all as before", || !shown("[data-contrast], [data-text-size], [data-focus]"));
    let step = post.asks("return (await m[0].load({ step: 77 })).step");
    assert_eq!(step, 77);
    let other = post.asks("const { command, step } = await m[0].load({ run: 'echo other', step: 99, level: 'instruction' }); return [command, step, (await m[0].step()).step]");
    assert_eq!(other, json!(["echo other", 99, 100]));
    assert_eq!(post.complaints(), Vec::<String>::new());
}

#[test]
fn every_event_is_told_and_every_method_answers() {
    let post = Post::with_elements("events", "", "<ringside-machine speed=4></ringside-machine>");
    let told = post.asks(
        "window.told = {};
         for (const name of ['ready', 'step', 'play', 'pause', 'ended', 'mode', 'syscall', 'output', 'marker', 'error']) {
           document.addEventListener(`ringside-${name}`, (event) => { told[name] = event.detail; told[name].seen = m[0].currentStep; });
         }
         const queued = [m[0].step(), m[0].step()];  // before it is there
         window.steps = (await Promise.all(queued)).map((it) => it.index);
         await m[0].play();
         return [steps, m[0].state, m[0].stepCount > 1000, m[0].markers.length];",
    );
    assert_eq!(told, json!([[2, 3], "ready", true, 5]));
    post.sees("the end of the story", || post.script("return !!told.ended", json!([])) == true);
    let told = post.script(
        "return Object.fromEntries(Object.entries(told).map(([name, { pc, ...rest }]) => [name, rest]))",
        json!([]),
    );
    for name in ["ready", "step", "play", "pause", "ended", "mode", "syscall", "output", "marker"] {
        assert!(told[name].is_object(), "{name} is not told: {told}");
    }
    assert_eq!(told["step"]["step"], told["step"]["seen"], "who hears of a step finds it there");
    assert_eq!(told["marker"]["title"].as_str().map(str::is_empty), Some(false), "{told}");
    let mode = &told["mode"];
    assert!(mode["from"] != mode["to"], "{mode}");
    let memory = post.asks(
        "const { pc, sp, sepc } = await m[0].registers();
         const bytes = await m[0].readMemory(pc, 4);
         const text = await m[0].exportState();
         const at = m[0].currentStep;
         await m[0].runUntil('nothing of this name').catch((it) => { window.refused = it.name; });
         await m[0].readFile('/home').catch((it) => { window.no_file = it.name; });
         await m[0].readMemory(8n, 4).catch((it) => { window.unmapped = it.name; });
         await m[0].seek(0);
         const until = await m[0].runUntil('getdents64');
         await m[0].importState(text);
         await m[0].seek(3);
         await m[0].importState(text);
         window.back = m[0].currentStep === at;
         await m[0].back();
         return [typeof sp, bytes.length, /#v=1&board=\\w+&run=ls/.test(m[0].permalink), refused, no_file, unmapped, until.step > 0, back,
           (await m[0].reset()).step === at];",
    );
    assert_eq!(
        memory,
        json!(["bigint", 4, true, "RangeError", "RangeError", "RangeError", true, true, true])
    );
    assert_eq!(post.complaints(), Vec::<String>::new());
}

/// What a post sees of an error: its code, whether the link is there, and whether there is a reason.
const ERROR: &str = "const told = new Promise((it) => m[0].addEventListener('ringside-error', it, { once: true }));
    m[0].activate().catch(() => {});
    const { detail } = await told;
    const link = m[0].querySelector('a');
    return [detail.code, link.checkVisibility(), m[0].shadowRoot.querySelector('p').checkVisibility() && detail.message.length > 10];";

#[track_caller]
fn fails(name: &str, code: &str, script: &str, policy: &str, before: &str) {
    let head = match policy {
        "" => String::new(),
        policy => format!("<meta http-equiv='Content-Security-Policy' content=\"{policy}\">"),
    };
    let script = format!("{head}<script type='module' src='{script}'></script>");
    let body = format!("<ringside-machine loading=click>{LINK}</ringside-machine>");
    let post = Post::open(name, &script, &body);
    let answer = post.asks(&format!("{before}\n{ERROR}"));
    assert_eq!(answer, json!([code, true, true]), "{:?}", post.complaints());
}

#[test]
fn a_machine_that_cannot_come_leaves_its_link_and_says_why() {
    fails("no-wasm", "no-wasm", "HOST/ringside.js", "", "delete globalThis.WebAssembly;");
    fails("csp", "csp", "HOST/ringside.js", "script-src HOST; connect-src HOST", "");
    fails(
        "csp-connect",
        "csp",
        "HOST/ringside.js",
        "script-src HOST 'wasm-unsafe-eval'; connect-src 'none'",
        "",
    );
    let broken = broken_host();
    for code in ["not-found", "mime", "cors"] {
        fails(code, code, &format!("{broken}/{code}/ringside.js"), "", "");
    }
}

/// A host that has the loader, and a `machine.js` that is missing, of another type, or not for others.
fn broken_host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://localhost:{}", listener.local_addr().expect("an address").port());
    let loader = fs::read_to_string(root().join("web/embed/ringside.js")).expect("the loader is there");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let len = stream.read(&mut request).unwrap_or_default();
            let line = String::from_utf8_lossy(&request[..len]);
            let path = line.split_whitespace().nth(1).unwrap_or_default();
            let all = "Access-Control-Allow-Origin: *\r\n";
            let (status, kind, others, text) = match path {
                _ if path.ends_with("/ringside.js") => ("200 OK", "text/javascript", all, loader.as_str()),
                "/mime/machine.js" => ("200 OK", "text/plain", all, "export {}"),
                "/cors/machine.js" => ("200 OK", "text/javascript", "", "export {}"),
                _ => ("404 Not Found", "text/plain", all, ""),
            };
            let len = text.len();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len}\r\n{others}Connection: close\r\n\r\n"
            );
            // A browser that went away is no concern of ours.
            let _ = stream.write_all((head + text).as_bytes());
        }
    });
    url
}

#[test]
fn a_run_without_end_a_bad_program_and_a_broken_one_are_told() {
    let post = Post::with_elements(
        "later",
        "",
        &format!(
            "<ringside-machine run=loop max-steps=3000000>{LINK}</ringside-machine><ringside-machine run='echo hello'>{LINK}</ringside-machine>"
        ),
    );
    let budget = post.asks(
        "window.errors = [];
         document.addEventListener('ringside-error', (it) => errors.push(it.detail.code));
         await Promise.all(m.map((it) => it.activate()));
         return [errors, m[0].state, m[0].stepCount >= 3000000];",
    );
    assert_eq!(budget, json!([["budget"], "ready", true]));
    let bad = post.asks(
        "const bad = URL.createObjectURL(new Blob(['no program at all']));
         m[1].setAttribute('src', bad);
         while (errors.length < 2) await new Promise((it) => setTimeout(it, 20));
         return [errors[1], m[1].state];",
    );
    assert_eq!(bad, json!(["bad-program", "ready"]));
    // A panic: an element that does not let itself be emptied is none that the program can draw in.
    let crash = post.asks(
        "const { mount } = await import('HOST/web.js');
         const stubborn = document.createElement('div');
         stubborn.append('text');
         stubborn.removeChild = () => { throw Error('no'); };
         try { mount(stubborn, '', {}, () => {}); } catch {}
         while (errors.length < 4) await new Promise((it) => setTimeout(it, 20));
         const links = m.map((it) => it.querySelector('a').checkVisibility());
         await m[1].activate();
         return [errors.slice(2, 4), links, m[1].state];"
            .replace("HOST", &host())
            .as_str(),
    );
    assert_eq!(crash, json!([["crash", "crash"], [true, true], "ready"]), "and a fresh program can be had");
}

#[test]
fn the_element_works_under_a_strict_policy() {
    let policy = "default-src 'none'; script-src HOST 'wasm-unsafe-eval'; connect-src HOST";
    let post = Post::with_elements("strict", policy, "<ringside-machine height=470></ringside-machine>");
    let place = post.asks(
        "window.bad = [];
         document.addEventListener('securitypolicyviolation', (it) => { if (!it.blockedURI.startsWith('data')) bad.push(it.blockedURI); });
         await m[0].activate();
         return [(await m[0].step()).index, bad, m[0].getBoundingClientRect().height >= 470];",
    );
    assert_eq!(place, json!([2, [], true]));
}

/// A channel to the first frame of the page: `said` has what came from there, `port` takes commands.
const CHANNEL: &str = "window.said = [];
    window.channel = new Promise((opened) => addEventListener('message', ({ source, data, origin }) => {
      if (source !== document.querySelector('iframe').contentWindow || data?.type !== 'hello' || window.port) return;
      const { port1, port2 } = new MessageChannel();
      window.port = port1;
      window.from = origin;
      port1.onmessage = ({ data }) => said.push(data);
      source.postMessage({ ringside: 1, type: 'init' }, '*', [port2]);
      port1.postMessage({ id: 1, type: 'step' });
      port1.postMessage({ id: 2, type: 'get', name: 'currentStep' });
      port1.postMessage({ id: 3, type: 'nonsense' });
      port1.postMessage({ id: 4, type: 'set', name: 'onclick', value: '<b>' });
      port1.postMessage({ id: 5, type: 'set', name: 'label', value: '<img src=x>' });
      port1.postMessage('rubbish');
      opened();
    }));";

#[test]
fn a_sandboxed_frame_is_driven_by_messages_of_its_page_alone() {
    let frame =
        "<iframe src='HOST/embed.html#v=1&run=echo+hello&level=syscall' title='echo' width='720' height='100'
        sandbox='allow-scripts allow-popups'></iframe>";
    let policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; frame-src HOST; img-src data:\">";
    let post = Post::open("frame", policy, frame);
    post.script(CHANNEL, json!([]));
    let said = |re: u64| {
        let script = "return window.said.find((it) => it.re === arguments[0]) ?? null";
        post.script(script, json!([re]))
    };
    post.sees("answers to what was sent before the machine was there", || !said(1).is_null());
    assert_eq!(post.script("return from", json!([])), "null", "the frame has no origin");
    assert_eq!(said(1)["type"], "ok", "{}", said(1));
    assert!(said(1)["value"]["step"].as_u64() > Some(0), "{}", said(1));
    assert_eq!((&said(3)["type"], &said(3)["code"]), (&json!("error"), &json!("unknown")));
    assert_eq!(said(4)["type"], "error", "only attributes of the element are set");
    assert_eq!(said(5)["type"], "ok");
    let height = "return said.filter((it) => it.type === 'size').at(-1)?.height ?? 0";
    post.sees("its height", || post.script(height, json!([])).as_u64() > Some(300));
    post.script(
        "document.querySelector('iframe').height = said.filter((it) => it.type === 'size').at(-1).height",
        json!([]),
    );
    let events = "return said.filter((it) => it.type === 'event').map((it) => it.name)";
    let names = post.script(events, json!([]));
    assert!(names.as_array().unwrap().iter().any(|it| it == "step"), "{names}");
    assert_eq!(post.complaints(), Vec::<String>::new());
}

#[test]
fn a_frame_hears_no_strangers() {
    let frame = "<iframe src='HOST/embed.html#v=1&run=echo+hello' title='echo' width='720' height='470'></iframe><iframe></iframe>";
    let post = Post::open("strangers", "", frame);
    let hello = "window.heard ??= (addEventListener('message', ({ data }) => window.hello = data?.type === 'hello'), true); return !!window.hello";
    post.sees("the frame", || post.script(hello, json!([])) == true);
    let answers = post.script(
        "return (async () => {
            const stranger = document.querySelectorAll('iframe')[1].contentWindow;
            stranger.eval(`{
                const { port1, port2 } = new MessageChannel();
                parent.heard = [];
                port1.onmessage = ({ data }) => parent.heard.push(data);
                parent.frames[0].postMessage({ ringside: 1, type: 'init' }, '*', [port2]);
                port1.postMessage({ id: 9, type: 'get', name: 'state' });
            }`);
            window.hello = false;
            await new Promise((it) => setTimeout(it, 1500));
            return [window.heard, window.hello];
        })()",
        json!([]),
    );
    assert_eq!(
        answers,
        json!([[], true]),
        "the stranger has no answer, and the frame still asks for its page"
    );
}

#[test]
fn the_posts_of_the_gallery_run() {
    server();
    for (name, n_machines) in [("index", 1), ("post", 3), ("slides", 1), ("markdown", 0)] {
        let post = Post { browser: Browser::start(LAPTOP) };
        post.open(&format!("{}/embed/{name}.html", host()));
        let states = match n_machines {
            0 => json!([]),
            _ => post.asks("await Promise.all(m.map((it) => it.activate())); return m.map((it) => it.state)"),
        };
        assert_eq!(states, json!(vec!["ready"; n_machines]), "{name}");
        if name == "markdown" {
            let ready =
                "return performance.getEntriesByType('resource').some((it) => it.initiatorType === 'iframe')";
            post.sees("the frame", || post.script(ready, json!([])) == true);
        }
        assert_eq!(post.complaints(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn an_embedded_machine_fits_its_frame() {
    for (window, most) in [(FRAME, 470), (PHONE, 844)] {
        let browser = Browser::start(window);
        browser.open(&format!("{}/embed.html#v=1&run=ls+-l+/home&level=story", host()));
        let post = Post { browser };
        let size = post.asks(
            "await m[0].activate(); await m[0].step(); await m[0].step();
             await new Promise((it) => requestAnimationFrame(() => requestAnimationFrame(it)));
             const { width, height } = m[0].getBoundingClientRect();
             return [width, height, document.documentElement.scrollWidth];",
        );
        assert!(
            size[1].as_f64() <= Some(f64::from(most)) && size[1].as_f64() > Some(300.0),
            "{}: {size}",
            window.name
        );
        assert!(size[2].as_u64() <= Some(u64::from(window.width)), "{}: {size}", window.name);
        assert_eq!(post.complaints(), Vec::<String>::new());
    }
}

#[test]
fn the_loader_is_small() {
    server();
    let len = fs::metadata(root().join("dist/ringside.js.br")).expect("the loader is compressed").len();
    assert!(len <= LOADER, "{len} bytes");
}
