//! "What if": another value for a register, at the position in view. It begins a branch of the run.

use session::{Command, Cpu, CsrView, Edit};
use texts::cpu as say;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::doors::use_doors;
use crate::draw::draw;
use crate::format::{hex, number};
use crate::hooks::use_state_eq;
use crate::later::{Late, Later};

/// What it needs.
#[derive(Properties, PartialEq)]
pub struct WhatIfProps {
    /// The hart.
    pub cpu: Cpu,
}

/// The question, which opens the form.
#[component]
pub fn WhatIf(WhatIfProps { cpu }: &WhatIfProps) -> Html {
    let asked = use_state_eq(|| false);
    let onclick = {
        let asked = asked.setter();
        Callback::from(move |_: MouseEvent| asked.set(true))
    };
    let draw = {
        let cpu = cpu.clone();
        move |it: &'static Later| (it.what_if)(WhatIfProps { cpu: cpu.clone() })
    };
    html! {
        <details class="what-if">
            <summary {onclick}>{ say::what_if() }</summary>
            { draw!(<Late needed={*asked} {draw} />) }
        </details>
    }
}

/// A register, a field for its value, a button.
#[component]
pub fn Change(WhatIfProps { cpu }: &WhatIfProps) -> Html {
    let doors = use_doors();
    let (chosen, wrong) = (use_state_eq(|| "a0".to_string()), use_state_eq(|| false));
    let input = use_node_ref();
    let places = places(cpu);
    let value = places.iter().find(|(name, _, _)| *name == **chosen).map_or(0, |(_, value, _)| *value);
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok()) {
                chosen.set(select.value());
            }
        })
    };
    let onsubmit = {
        let (chosen, wrong, input, send) = (chosen.clone(), wrong.clone(), input.clone(), doors.send.clone());
        let places = places.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let place = places.iter().find(|(name, _, _)| *name == **chosen);
            match (parse(&text), place) {
                (Some(value), Some((_, _, place))) => {
                    wrong.set(false);
                    send.emit(Command::Edit(place.edit(value)));
                }
                _ => wrong.set(true),
            }
        })
    };
    let options = places.iter().map(|(name, _, _)| {
        html! { <option value={name.to_string()} selected={*name == **chosen}>{ name }</option> }
    });
    html! {
        <>
            <form class="what-if__form" {onsubmit}>
                <label>{ say::register() }<select class="what-if__register" {onchange}>{ for options }</select></label>
                <label>{ say::were() }<input ref={input} class="what-if__value" size="18" autocomplete="off" spellcheck="false"
                    value={format!("0x{}", hex(value))} aria-invalid={wrong.to_string()} /></label>
                <button type="submit" class="button">{ say::r#try() }</button>
            </form>
            if *wrong {
                <p class="what-if__note" role="alert">{ say::no_number() }</p>
            }
            <p class="what-if__note">
                { say::note() }
            </p>
        </>
    }
}

/// Where a value can be put.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Register(u8),
    Pc,
    Csr(u16),
}

impl Place {
    fn edit(self, value: u64) -> Edit {
        match self {
            Place::Register(number) => Edit::Register(number, value),
            Place::Pc => Edit::Pc(value),
            Place::Csr(number) => Edit::Csr(number, value),
        }
    }
}

/// Every register that can be changed: name, value, place.
fn places(cpu: &Cpu) -> Vec<(String, u64, Place)> {
    let registers = cpu.registers.iter().enumerate().skip(1);
    let registers = registers.map(|(i, it)| (it.name.clone(), it.value, Place::Register(i as u8)));
    let csrs = cpu.csrs.iter().map(|csr| (csr.name.clone(), csr.value, Place::Csr(csr.number)));
    registers.chain([("pc".to_string(), cpu.pc, Place::Pc)]).chain(csrs).collect()
}

/// The edit that turns a one-bit field of a register round.
pub fn turned(csr: &CsrView, mask: u64) -> Edit {
    Edit::Csr(csr.number, csr.value ^ mask)
}

/// A number as [`number`] reads it, or a negative one.
fn parse(text: &str) -> Option<u64> {
    number(text).or_else(|| text.trim().parse::<i64>().ok().map(|it| it as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read = ["42", " 0x2A ", "-1", "0xffff_ffff_ffff_ffff", "18446744073709551615"].map(parse);
        assert_eq!(read, [Some(42), Some(42), Some(u64::MAX), Some(u64::MAX), Some(u64::MAX)]);
        assert_eq!(
            ["", "0x", "x", "1 2", "18446744073709551616", "0x1ffffffffffffffff"].map(parse),
            [None; 6]
        );
    }
}
