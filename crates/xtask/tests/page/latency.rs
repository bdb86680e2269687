//! How long the page takes, in the page: from a key, a click or a drag to the frame that shows what it led to, and how many
//! frames a second the timeline keeps. The figures are printed and left in `target/page/latency.txt`; nothing is asserted about
//! time. `RINGSIDE_LATENCY=1` takes more samples, and a run of 100 million steps too.

use std::fmt::Write as _;
use std::fs;

use serde_json::json;
use xtask::root::target;

use crate::LAPTOP;
use crate::visit::Visit;

/// What a person does, and what leads to it: a level to choose and a button, or a key.
const WISHES: &[(&str, &str, &str)] = &[
    ("Story", "Forward", ""),
    ("Story", "Back", ""),
    ("Function", "Forward", ""),
    ("Function", "Back", ""),
    ("Line", "Forward", ""),
    ("Line", "Back", ""),
    ("Over", "Forward", "o"),
    ("Over", "Back", "O"),
    ("Out", "Forward", "u"),
    ("Out", "Back", "U"),
    ("Instruction", "Forward", "."),
    ("Instruction", "Back", ","),
    ("Mode change", "Forward", "x"),
    ("Mode change", "Back", "X"),
    ("System call", "Forward", ">"),
    ("System call", "Back", "<"),
    ("Process switch", "Forward", "p"),
    ("Process switch", "Back", "P"),
    ("Page fault", "Forward", "f"),
    ("Page fault", "Back", "F"),
    ("Seek anywhere", "", ""),
];

/// Does one thing some times, each after a seek to somewhere: milliseconds from the event to the last frame in which something
/// changed, and milliseconds that the longest of these frames worked. What changes nothing, since there is no such step, is
/// not counted.
const MEASURE: &str = "
    const [wish, way, key, samples] = arguments;
    const scrubber = document.querySelector('.scrubber');
    let changed = false;
    new MutationObserver(() => changed = true)
        .observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    // What is posted in a frame comes when it is painted.
    const frame = () => new Promise(done => requestAnimationFrame(() => {
        const start = performance.now(), channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now() - start);
        channel.port2.postMessage(0);
    }));
    const settle = async act => {
        changed = false;
        const start = performance.now();
        let next = frame(), last = null, longest = 0;
        act();
        for (let still = 0; still < 3; still++) {
            const work = await next;
            if (changed) [last, longest, still, changed] = [performance.now() - start, Math.max(longest, work), -1, false];
            next = frame();
        }
        await next;
        return last === null ? null : [last, longest];
    };
    const seek = sample => settle(() => {
        scrubber.value = Math.floor(+scrubber.max * ((sample + 1) * 0.6180339887 % 1));
        scrubber.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    const act = () => key
        ? document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
        : document.querySelector(`[data-command=${way}]`).click();
    window.measured = null;
    (async () => {
        if (!key && way) await settle(() => document.querySelector(`[data-level=${wish}]`).click());
        const times = [];
        for (let sample = 0; sample < samples; sample++) {
            const moved = await seek(sample);
            times.push(way ? await settle(act) : moved);
        }
        window.measured = times.filter(it => it);
    })();";

/// Notes when each frame begins, and how long it works.
const RECORD: &str = "
    const frames = window.frames = [];
    const note = () => requestAnimationFrame(() => {
        const begin = performance.now(), channel = new MessageChannel();
        channel.port1.onmessage = () => frames.push([begin, performance.now() - begin]);
        channel.port2.postMessage(0);
        if (window.frames === frames) note();
    });
    note();";

/// The middle one and the 99th percentile.
fn quantiles(mut ms: Vec<f64>) -> (f64, f64) {
    ms.sort_by(f64::total_cmp);
    (ms[ms.len() / 2], ms[ms.len() * 99 / 100])
}

/// Every wish in the run in view.
fn wishes(visit: &Visit, samples: usize, report: &mut String) {
    let million = visit.length() as f64 / 1e6;
    writeln!(
        report,
        "run of {million:.1} million steps: ms from event to picture, and ms of work in a frame"
    )
    .unwrap();
    writeln!(report, "{:25} {:>7} {:>7} {:>7} {:>7}", "", "median", "99 %", "work", "99 %").unwrap();
    for (wish, way, key) in WISHES {
        visit.script(MEASURE, json!([wish, way, key, samples]));
        let measured = || visit.script("return window.measured", json!([]));
        visit.sees("the end of the measurement", || !measured().is_null());
        let times: Vec<(f64, f64)> = serde_json::from_value(measured()).expect("pairs of milliseconds");
        let name = format!("{wish} {way}");
        if times.is_empty() {
            writeln!(report, "{name:25} none in this run").unwrap();
            continue;
        }
        let (median, worst) = quantiles(times.iter().map(|it| it.0).collect());
        let (work, most) = quantiles(times.iter().map(|it| it.1).collect());
        writeln!(report, "{name:25} {median:7.1} {worst:7.1} {work:7.1} {most:7.1}").unwrap();
        assert!(wish != &"Instruction" || times.len() > samples / 2, "hardly any step was drawn");
    }
}

/// How the frames go while something happens.
fn frames(visit: &Visit, what: &str, report: &mut String, happens: impl FnOnce()) {
    visit.script(RECORD, json!([]));
    happens();
    let frames = visit.script("const it = window.frames; window.frames = null; return it;", json!([]));
    let frames: Vec<(f64, f64)> = serde_json::from_value(frames).expect("pairs of milliseconds");
    // Nothing is asserted about time: only that there is something to tell.
    assert!(frames.len() > 1, "{what}: the page did not draw");
    let seconds = (frames[frames.len() - 1].0 - frames[0].0) / 1e3;
    let (apart, worst) = quantiles(frames.windows(2).map(|pair| pair[1].0 - pair[0].0).collect());
    let (work, most) = quantiles(frames.iter().map(|it| it.1).collect());
    let rate = (frames.len() - 1) as f64 / seconds;
    writeln!(
        report,
        "{what:40} {rate:5.1} frames a second, apart {apart:5.1} ms, 99 % {worst:5.1}; work {work:5.1}, 99 % {most:5.1}"
    )
    .unwrap();
}

/// Zoom by the wheel, pan and scrub by the pointer.
fn timeline(visit: &Visit, report: &mut String) {
    let drag = |ends| visit.sweep(".timeline__plot", ends, true);
    frames(visit, "scrub", report, || drag((0.05, 0.95)));
    frames(visit, "zoom by the wheel", report, || {
        visit.wheel(".timeline__plot", (0.6, 0.3), &[vec![-100; 40], vec![100; 15]].concat());
    });
    frames(visit, "pan", report, || drag((0.9, 0.1)));
    frames(visit, "point", report, || visit.sweep(".timeline__plot", (0.1, 0.9), false));
}

#[test]
fn how_long_a_person_waits_is_measured() {
    let thorough = std::env::var_os("RINGSIDE_LATENCY").is_some();
    let samples = if thorough { 40 } else { 5 };
    let visit = Visit::start(LAPTOP);
    let mut report = String::new();
    wishes(&visit, samples, &mut report);
    let seconds: &[u64] = if thorough { &[1, 10] } else { &[1] };
    for seconds in seconds {
        // A second of the guest is ten million steps.
        let command = format!("loop & sleep {seconds}; kill $!; wait\n");
        visit.types(&command);
        if *seconds == 1 {
            frames(&visit, "while a program runs", &mut report, || {
                visit.sees("half of it", || visit.length() > 2_000_000);
            });
        }
        visit.sees("the end of it", || {
            visit.attribute(".page", "data-phase").as_deref() == Some("prompt")
                && visit.length() > 9_900_000 * seconds
        });
        timeline(&visit, &mut report);
        visit.double_click(".timeline__plot", (0.5, 0.3));
        wishes(&visit, samples, &mut report);
    }
    println!("{report}");
    let file = target().join("page").join("latency.txt");
    fs::create_dir_all(target().join("page")).expect("the directory of the report can be made");
    fs::write(file, report).expect("the report can be written");
    visit.leaves_without_complaints();
}
