//! What the last step asked of memory and why it passed; the way of the address through the page tables, entry by entry, each
//! bit a switch.

use std::rc::Rc;

use session::{AccessView, Command, Edit, PteFlag, PteView, Scene, WalkView};
use texts::memory as say;
use yew::prelude::*;

use crate::doors::use_doors;
use crate::draw::draw;
use crate::format::hex;
use crate::widget::{Address, Words};

#[derive(Properties, PartialEq)]
pub struct WalkProps {
    pub scene: Rc<Scene>,
}

/// The walk.
#[component]
pub fn Walk(WalkProps { scene }: &WalkProps) -> Html {
    let doors = use_doors();
    let on_edit = use_callback(doors.send, |(pa, bits): (u64, u64), send| {
        send.emit(Command::Edit(Edit::Word(pa, bits)))
    });
    let Some(memory) = &scene.memory else { return Html::default() };
    html! {
        <div class="memory__walk">
            <section aria-label={say::asked()}>
                <h2 class="memory__head">{ say::asked_head() }</h2>
                if memory.accesses.is_empty() {
                    <p class="memory__none">{ say::asked_nothing() }</p>
                }
                <ol>{ for memory.accesses.iter().rev().map(access) }</ol>
            </section>
            if let Some(walk) = &memory.walk {
                <section aria-label={say::way()}>
                    <h2 class="memory__head">{ say::way_of() }<code>{ hex(walk.va) }</code></h2>
                    { parts(walk) }
                    if let Some(root) = memory.root {
                        <p class="memory__step">{ say::root_at() }{ draw!(<Address va={root} physical=true />) }</p>
                    }
                    { for walk.entries.iter().map(|entry| draw!(<Entry entry={entry.clone()} index={walk.vpn[2 - usize::from(entry.level.min(2))]} on_edit={on_edit.clone()} />)) }
                    <p class="memory__end" data-passed={walk.pa.is_some().then_some("")}>{ draw!(<Words sentence={walk.end.clone()} />) }</p>
                    <table class="memory__may">
                        <caption>{ say::here_and_now(scene.now.mode.name()) }</caption>
                        <tbody>{ for walk.may.iter().map(|(kind, may, why)| html! {
                            <tr data-passed={may.then_some("")}><th scope="row">{ kind.word() }</th><td>{ if *may { "✓" } else { "✗" } }{ " " }{ why }</td></tr>
                        }) }</tbody>
                    </table>
                    <p class="memory__source">{ "RISC-V Privileged ISA 20240411, §10.3.2 “Virtual Address Translation Process”, §10.4 “Sv39”" }</p>
                </section>
            } else {
                <p class="memory__none">{ say::no_way() }</p>
            }
            if !memory.spot.seen_at.is_empty() {
                <p class="memory__step">
                    { say::seen_at() }
                    { for memory.spot.seen_at.iter().map(|va| html! { <>{ draw!(<Address va={*va} />) }{ " " }</> }) }
                </p>
            }
        </div>
    }
}

fn access(access: &AccessView) -> Html {
    html! {
        <li class="memory__access" data-access={access.kind.id()} data-passed={access.passed.then_some("")}>
            <p class="memory__verdict">
                <b>{ if access.passed { "✓" } else { "✗" } }{ " " }{ access.kind.word() }</b>{ " " }{ draw!(<Address va={access.va} />) }
            </p>
            <p>{ draw!(<Words sentence={access.why.clone()} />) }</p>
        </li>
    }
}

/// The address cut into its four parts.
fn parts(walk: &WalkView) -> Html {
    let [two, one, zero] = walk.vpn;
    let parts = [
        ("VPN[2]", "38–30", two),
        ("VPN[1]", "29–21", one),
        ("VPN[0]", "20–12", zero),
        (say::offset(), "11–0", walk.offset),
    ];
    html! {
        <dl class="memory__vpn">
            { for parts.map(|(name, bits, value)| html! {
                <div><dt>{ name }<small>{ say::bits(bits) }</small></dt><dd>{ format!("{value:#x}") }</dd></div>
            }) }
        </dl>
    }
}

#[derive(Properties, PartialEq)]
struct EntryProps {
    entry: PteView,
    /// Which entry of its table it is.
    index: u64,
    /// Called with an entry's address and what it shall be.
    on_edit: Callback<(u64, u64)>,
}

#[component]
fn Entry(EntryProps { entry, index, on_edit }: &EntryProps) -> Html {
    let (pa, bits) = (entry.pa, entry.bits);
    let flags = entry.flags.iter().rev().map(|it| flag(it, pa, bits, on_edit));
    html! {
        <div class="memory__pte" data-level={entry.level.to_string()} data-changed={entry.changed.then_some("")}>
            <p class="memory__where">
                <b>{ say::level(entry.level) }</b>{ say::entry_at(&format!("{index:#x}")) }{ draw!(<Address va={pa} physical=true />) }
            </p>
            <div class="memory__bits" role="group" aria-label={say::entry_bits(entry.level)}>
                <span class="memory__ppn" title={say::ppn()}><small>{ "PPN" }</small>{ hex(entry.ppn) }</span>
                <span class="memory__rsw" title={say::rsw()}><small>{ "RSW" }</small>{ entry.rsw }</span>
                { for flags }
            </div>
            <p class="memory__meaning"><code>{ format!("{bits:#018x}") }</code>{ " " }{ &entry.meaning }</p>
        </div>
    }
}

/// A bit of an entry. To switch it changes the machine.
fn flag(flag: &PteFlag, pa: u64, bits: u64, on_edit: &Callback<(u64, u64)>) -> Html {
    let bit = 1 << flag.bit;
    let onclick = on_edit.reform(move |_: MouseEvent| (pa, bits ^ bit));
    let letter = flag.letter.to_string();
    let title = match flag.set {
        true => say::flag_clear(&letter, &flag.meaning),
        false => say::flag_set(&letter, &flag.meaning),
    };
    html! {
        <button type="button" class="memory__flag" data-bit={flag.letter.to_string()} aria-pressed={flag.set.to_string()} {title} {onclick}>
            { flag.letter }<small>{ u8::from(flag.set) }</small>
        </button>
    }
}
