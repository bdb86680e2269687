//! What a post brings to its machine and takes from it: a program, files, a lesson; and the element in each engine.

use std::fs;

use serde_json::json;
use xtask::root::target;

use crate::common::{Folder, KERNEL, compiled};
use crate::engine::Engine;
use crate::post::Post;
use crate::visit::server;

#[test]
fn a_program_at_an_address_runs_in_a_post() {
    server();
    let folder = Folder::new("page-src");
    let program = compiled("steps", &["-static", "-g"], &folder.0);
    let place = target().join("page/posts");
    fs::create_dir_all(&place).unwrap();
    fs::copy(program, place.join("steps.elf")).unwrap();
    let post = Post::with_elements(
        "src",
        "",
        "<ringside-machine src='steps.elf' view='terminal code'></ringside-machine>",
    );
    let began = post.asks("await m[0].activate(); window.said = ''; m[0].addEventListener('ringside-output', (event) => { said += event.detail.text; }); return m[0].state");
    assert_eq!(began, "ready");
    let terminal = || post.asks("return m[0].shadowRoot.querySelector('.terminal').textContent").to_string();
    post.sees("its line", || terminal().contains("/home/steps.elf"));
    post.asks("await m[0].seek(m[0].stepCount)");
    post.sees("what it prints", || terminal().contains("the sum is 14"));
    // Another one while the machine is there, and one that cannot run.
    let refused = post.asks(
        "const told = new Promise((it) => m[0].addEventListener('ringside-error', it, { once: true }));
         m[0].setAttribute('src', 'src.html'); return (await told).detail.code",
    );
    assert_eq!(refused, "bad-program");
    assert_eq!(post.complaints(), Vec::<String>::new());
}

#[test]
fn a_kernel_at_an_address_starts_in_a_post() {
    server();
    let folder = Folder::new("page-src-kernel");
    let place = target().join("page/posts");
    fs::create_dir_all(&place).unwrap();
    fs::copy(compiled("kernel", KERNEL, &folder.0), place.join("kernel.elf")).unwrap();
    let machine =
        "<ringside-machine src='kernel.elf' view='terminal code' level=crossing step=0></ringside-machine>";
    let post = Post::with_elements("src-kernel", "", machine);
    let modes = post.asks(
        "await m[0].activate(); const modes = [m[0].mode];
         for (let i = 0; i < 3; i++) { await m[0].step(); modes.push(m[0].mode); }
         await m[0].seek(m[0].stepCount); return [m[0].state, modes];",
    );
    assert_eq!(modes, json!(["ready", ["M", "S", "U", "S"]]));
    let terminal = || post.asks("return m[0].shadowRoot.querySelector('.terminal').textContent").to_string();
    post.sees("what it says", || terminal().contains("the program has ended"));
    assert_eq!(post.complaints(), Vec::<String>::new());
}

#[test]
fn files_are_read_out_of_the_machine_and_put_into_a_fresh_one() {
    let post = Post::with_elements(
        "files",
        "",
        "<ringside-machine view=terminal run='echo out > /home/out'></ringside-machine>",
    );
    let texts = post.asks(
        "await m[0].activate(); const text = async (path) => new TextDecoder().decode(await m[0].readFile(path)).slice(0, 12);
         await m[0].seek(m[0].stepCount);
         const read = [await text('/home/out'), (await text('/home/notes.txt')).length];
         await m[0].seek(0);
         const early = await m[0].readFile('/home/out').catch((it) => it.name);
         await m[0].writeFile('/home/words.txt', 'from the post\\n');
         await m[0].writeFile('/home/bytes', new Uint8Array([255, 0, 7]));
         await m[0].load({ run: 'wc -c /home/words.txt /home/bytes' });
         await m[0].seek(m[0].stepCount);
         const bytes = [...await m[0].readFile('/home/bytes')];
         const refused = [];
         for (const path of ['/bin/ls', '/home/notes.txt', '/home/a b', '/home/', 'words', '/home/x/y', '']) {
           await m[0].writeFile(path, '').catch((it) => refused.push(it.name + it.message.includes('/home')));
         }
         return [read, early, bytes, refused, await text('/home/words.txt')];",
    );
    assert_eq!(
        texts,
        json!([["out\n", 12], "RangeError", [255, 0, 7], vec!["RangeErrortrue"; 7], "from the pos"])
    );
    let terminal = || post.asks("return m[0].shadowRoot.querySelector('.terminal').textContent").to_string();
    post.sees("what the program found", || {
        terminal().contains("14 /home/words.txt") && terminal().contains("3 /home/bytes")
    });
    assert_eq!(post.complaints(), Vec::<String>::new());
}

#[test]
fn a_lesson_asks_runs_and_answers() {
    let post = Post::with_elements(
        "lesson",
        "",
        "<input id=here><ringside-machine lesson=wall view='boundary narration'></ringside-machine>",
    );
    post.asks("document.getElementById('here').focus(); await m[0].activate();");
    let text = |selector: &str| {
        let script = format!("return m[0].shadowRoot.querySelector('{selector}')?.textContent ?? ''");
        post.asks(&script).as_str().unwrap_or_default().to_string()
    };
    post.sees("the question", || text(".trial__question").contains("wall"));
    assert_eq!(post.asks("return document.activeElement.id"), "here", "the reader keeps the keyboard");
    post.asks("m[0].shadowRoot.getElementById('trial-run').click()");
    post.sees("the answer", || {
        post.asks("return !!m[0].shadowRoot.querySelector('.trial__answer[data-answer]')") == true
    });
    assert!(text(".trial__answer").len() > 40, "{}", text(".trial__answer"));
    post.asks("m[0].setAttribute('lesson', 'crash')");
    post.sees("another question", || text(".trial__question").contains("crash"));
    post.asks("m[0].removeAttribute('lesson')");
    post.sees("none", || text(".trial__question").is_empty());
    assert_eq!(post.complaints(), Vec::<String>::new());
}

/// The element in a browser of another kind: it comes, steps, tells, and is keyed.
fn works_in(engine: Engine) {
    let name = format!("engine-{engine:?}");
    let _ =
        Post::with_elements(&name, "", "<p>Text.</p><ringside-machine run='echo hello'></ringside-machine>");
    let Some(post) = Post::in_engine(engine, &name) else {
        println!("{engine:?} is left out: its driver is for Linux only.");
        return;
    };
    let done = post.asks(
        "window.modes = []; m[0].addEventListener('ringside-mode', (event) => modes.push(event.detail.to));
         await m[0].activate();
         const { index } = await m[0].step('syscall');
         const { pc } = await m[0].registers();
         const place = m[0].currentStep; await m[0].back(); await m[0].seek(place);
         return [m[0].state, typeof pc, m[0].currentStep === place, index > 0];",
    );
    assert_eq!(done, json!(["ready", "bigint", true, true]));
    post.sees("a change of mode", || post.asks("return modes.length > 0") == true);
    let at = || post.asks("return m[0].currentStep").as_u64();
    let before = at();
    post.asks("m[0].shadowRoot.querySelector('[data-command=Forward]').focus()");
    post.keys(".".chars());
    post.sees("a step by a key", || at() == before.map(|it| it + 1));
    let drawn = post.asks("const { width, height } = m[0].shadowRoot.querySelector('.boundary').getBoundingClientRect(); return width > 300 && height > 150");
    assert_eq!(drawn, true);
}

#[test]
fn the_element_works_in_firefox() {
    works_in(Engine::Firefox);
}

#[test]
fn the_element_works_in_webkit() {
    works_in(Engine::WebKit);
}
