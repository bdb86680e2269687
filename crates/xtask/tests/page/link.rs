//! The address is a link to the moment in view: opened, gone back and forward through, broken, and with a change by hand.

use serde_json::json;

use crate::LAPTOP;
use crate::visit::Visit;

/// The fragment of the address.
fn fragment(visit: &Visit) -> String {
    visit.script("return location.hash", json!([])).as_str().unwrap_or_default().to_string()
}

/// Waits until the address is that of the moment in view.
#[track_caller]
fn settles(visit: &Visit) -> String {
    let step = format!("&step={}&", visit.position());
    visit.sees("the address of this moment", || fragment(visit).contains(&step));
    fragment(visit)
}

fn goes(visit: &Visit, by: i32) {
    visit.script("history.go(arguments[0])", json!([by]));
}

#[test]
fn a_link_opens_where_it_was_made() {
    let visit = Visit::start(LAPTOP);
    visit.types("cat /home/notes.txt\n");
    visit.sees("what cat wrote", || visit.terminal().matches("/ #").count() == 3);
    visit.click(".side__tabs [data-tab=calls]");
    visit.click(".calls__row[title^='read(3']");
    visit.click("[data-level=Instruction]");
    let sentence = visit.text("[data-sentence]");
    let (at, made) = (visit.position(), settles(&visit));
    assert!(made.starts_with("#v=1&board="), "{made}");
    visit.sees("panel and level", || {
        let made = fragment(&visit);
        made.contains("level=instruction") && made.contains("view=calls")
    });
    let made = fragment(&visit);
    visit.leaves_without_complaints();

    let visit = Visit::follow(LAPTOP, &made);
    visit.sees("the same moment", || visit.position() == at && visit.text("[data-sentence]") == sentence);
    visit.sees("the same panel", || visit.is_visible(".calls__row"));
    assert_eq!(settles(&visit), made);
    visit.leaves_without_complaints();
}

#[test]
fn a_link_made_by_hand_is_opened_and_another_one_in_its_place() {
    let visit = Visit::follow(LAPTOP, "#v=1&run=echo+one&step=120");
    visit.sees("the step", || visit.position() == 120 && visit.terminal().contains("echo one"));
    visit.script("location.hash = arguments[0]", json!(["#v=1&run=echo+two&step=7&view=stack"]));
    visit.sees("the other one", || visit.position() == 7 && visit.terminal().contains("echo two"));
    assert!(!visit.terminal().contains("echo one"), "the machine was switched on anew");
    visit.sees("its panel", || visit.is_visible(".stack"));
    visit.leaves_without_complaints();
}

#[test]
fn files_that_were_written_are_there_after_a_reload_until_the_machine_is_switched_on_anew() {
    let visit = Visit::start(LAPTOP);
    let prompts = |n: usize| visit.sees("the prompt", || visit.terminal().matches("/ #").count() == n);
    visit.types("echo kept words > /home/mine\n");
    prompts(3);
    settles(&visit);
    visit.types("cat /home/mine\n");
    visit.sees("the words", || visit.terminal().matches("kept words").count() == 2);
    prompts(4);
    settles(&visit);
    visit.script("window.before = true; location.reload()", json!([]));
    visit.sees("the same session", || {
        visit.script("return !window.before", json!([])) == true
            && visit.terminal().matches("kept words").count() == 2
    });
    visit.types("wc -w /home/mine\n");
    visit.sees("the file", || visit.terminal().contains("2 /home/mine"));
    prompts(5);
    settles(&visit);
    visit.script("location.assign(location.pathname)", json!([]));
    visit.sees("a fresh machine", || {
        visit.terminal().contains("ls -l /home") && !visit.terminal().contains("kept")
    });
    visit.leaves_without_complaints();
}

#[test]
fn more_than_a_link_can_tell_is_said() {
    // A link has 32 KB, and letters like these cannot be packed.
    let mut seed = 1_u32;
    let mut words = |len: usize| -> String {
        let mut letter = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_."[(seed >> 26) as usize],
            )
        };
        (0..len).map(|_| letter()).collect()
    };
    let runs: Vec<String> = (0..32).map(|_| format!("run=echo+{}", words(1_000))).collect();
    let visit = Visit::follow(LAPTOP, &format!("#v=1&{}", runs.join("&")));
    visit.sees("the last run", || fragment(&visit).contains("&step="));
    let before = fragment(&visit);
    visit.types(&format!("echo {}\n", words(900)));
    visit
        .sees("that the address stays behind", || visit.text(".notice__text").contains("a link cannot tell"));
    assert_eq!(fragment(&visit), before);
    visit.click(".notice .button");
    visit.leaves_without_complaints();
}

#[test]
fn back_and_forward_go_through_ten_moments() {
    let visit = Visit::start(LAPTOP);
    visit.click(".side__tabs [data-tab=calls]");
    settles(&visit);
    let mut moments = Vec::new();
    for key in "123456789".chars() {
        visit.keys([key]);
        moments.push((settles(&visit), visit.position(), visit.text("[data-sentence]")));
    }
    visit.types("echo ten\n");
    visit.sees("the tenth", || visit.terminal().matches("/ #").count() == 3);
    moments.push((settles(&visit), visit.position(), visit.text("[data-sentence]")));
    let stands = |moment: &(String, u64, String)| {
        visit.sees(&moment.0, || {
            visit.position() == moment.1
                && visit.text("[data-sentence]") == moment.2
                && fragment(&visit) == moment.0
        });
    };
    for moment in moments.iter().rev().skip(1) {
        goes(&visit, -1);
        stands(moment);
    }
    for moment in &moments[1..] {
        goes(&visit, 1);
        stands(moment);
    }
    goes(&visit, -5);
    stands(&moments[4]);
    // A step is no entry: Back leads past it.
    visit.keys(['.']);
    visit.sees("a step on", || visit.position() == moments[4].1 + 1);
    settles(&visit);
    goes(&visit, -1);
    stands(&moments[3]);
    visit.leaves_without_complaints();
}

#[test]
fn a_broken_link_says_why_and_opens_the_nearest_thing() {
    for (fragment, words) in [
        ("#v=9&run=echo+near&step=5", "version “9”"),
        ("#v=1&run=echo+near&step=5&colour=red", "“colour”"),
        ("#v=1&board=00000001&run=echo+near&step=5", "other images"),
        ("#v=1&file=mine&run=echo+near&step=5", "needs “mine”"),
    ] {
        let visit = Visit::follow(LAPTOP, fragment);
        visit.sees("why", || visit.text(".notice__text").contains(words));
        visit.sees("the nearest thing", || visit.terminal().contains("echo near"));
        visit.leaves_without_complaints();
    }
    let visit = Visit::follow(LAPTOP, "#v=1&run=echo+near&step=99999999999");
    visit.sees("that there is no such step", || visit.text("[data-sentence]").contains("beyond the end"));
    assert_eq!(visit.position(), visit.length());
    visit.leaves_without_complaints();
}

#[test]
fn a_link_with_a_change_opens_the_branch_and_back_leaves_it() {
    let visit = Visit::start(LAPTOP);
    visit.click(".side__tabs [data-tab=cpu]");
    visit.sees("the panel in the address", || fragment(&visit).ends_with("&view=cpu"));
    let before = settles(&visit);
    visit.click("[data-csr=sstatus] summary");
    let sum = |visit: &Visit| visit.text("[data-csr=sstatus]").contains("SUM=1");
    let real = sum(&visit);
    visit.click_text("button.cpu__field", "SUM=");
    visit.sees("the branch", || visit.is_visible("[data-branch]") && sum(&visit) != real);
    visit.sees("the change in the address", || fragment(&visit).contains("&edit="));
    let (made, at, branch) = (fragment(&visit), visit.position(), visit.text("[data-branch]"));
    goes(&visit, -1);
    visit.sees("what really happened", || {
        !visit.is_visible("[data-branch]") && sum(&visit) == real && fragment(&visit) == before
    });
    visit.leaves_without_complaints();

    let visit = Visit::follow(LAPTOP, &made);
    visit.sees("the branch", || visit.is_visible("[data-branch]") && visit.text("[data-branch]") == branch);
    visit.sees("the moment", || visit.position() == at);
    visit.click(".side__tabs [data-tab=cpu]");
    visit.click("[data-csr=sstatus] summary");
    assert_ne!(sum(&visit), real);
    visit.leaves_without_complaints();
}
