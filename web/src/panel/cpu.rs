//! The hart: its registers, its mode, and the CSRs of the trap path, decoded. What the last step changed is marked by
//! background, weight and a small sign.

use session::{Command, CsrView, Edit, Register};
use texts::cpu as say;
use yew::prelude::*;

use super::SceneProps;
use super::what_if::{WhatIf, turned};
use crate::doors::use_doors;
use crate::draw::draw;
use crate::format::hex;
use crate::widget::Address;

/// The registers that carry a call, in the order in which one reads them; the others follow below.
const FIRST: [&str; 10] = ["ra", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"];

/// The CPU panel.
#[component]
pub fn Cpu(SceneProps { scene }: &SceneProps) -> Html {
    let doors = use_doors();
    let edit = doors.send.reform(Command::Edit);
    let cpu = &scene.cpu;
    let mode = cpu.mode;
    let first = FIRST.iter().filter_map(|name| cpu.registers.iter().find(|it| it.name == *name));
    let others = cpu.registers.iter().filter(|it| !FIRST.contains(&it.name.as_str()));
    let mut top = vec![
        cell("pc", draw!(<Address va={cpu.pc} />), true, false),
        cell(say::mode(), html! { format!("{} {}", mode.letter(), mode.word()) }, cpu.mode_changed, false),
    ];
    top.extend(first.map(register));
    html! {
        <div class="cpu" data-mode={mode.letter().to_string()}>
            { table(say::registers(), top) }
            { draw!(<WhatIf cpu={cpu.clone()} />) }
            <table class="cpu__csrs">
                <caption class="cpu__caption">{ say::control() }</caption>
                <tbody>{ for cpu.csrs.iter().map(|it| csr(it, &edit)) }</tbody>
            </table>
            <h2 class="cpu__caption">{ say::others() }</h2>
            { table(say::others(), others.map(register).collect()) }
        </div>
    }
}

/// Cells in rows of two.
fn table(label: &'static str, cells: Vec<Html>) -> Html {
    html! {
        <table class="cpu__registers" aria-label={label}>
            <tbody>{ for cells.chunks(2).map(|row| html! { <tr>{ for row.iter().cloned() }</tr> }) }</tbody>
        </table>
    }
}

fn register(register: &Register) -> Html {
    // Nothing is ever at address 0.
    let value = match register.value {
        0 => html! { "0" },
        va => draw!(<Address {va} />),
    };
    cell(&register.name, value, register.changed, register.value == 0)
}

fn cell(name: &str, value: Html, changed: bool, zero: bool) -> Html {
    html! {
        <>
            <th class="cpu__name" scope="row" data-changed={changed.then_some("")}>
                { name }<span class="cpu__sign" aria-hidden="true">{ if changed { "•" } else { "" } }</span>
            </th>
            <td class="cpu__value" data-register={name.to_string()} data-changed={changed.then_some("")}
                data-zero={zero.then_some("")}>{ value }</td>
        </>
    }
}

fn csr(csr: &CsrView, edit: &Callback<Edit>) -> Html {
    let fields = csr.fields.iter().map(|field| {
        let (set, text) = ((field.value != 0).then_some(""), format!("{}={}", field.name, hex(field.value)));
        if !field.mask.is_power_of_two() {
            return html! { <span class="cpu__field" data-set={set}>{ text }</span> };
        }
        let turned = turned(csr, field.mask);
        let onclick = edit.reform(move |_: MouseEvent| turned);
        html! {
            <button type="button" class="cpu__field" data-set={set} {onclick}
                title={say::turn_bit()}>{ text }</button>
        }
    });
    html! {
        <tr data-csr={csr.name.clone()} data-changed={csr.changed.then_some("")}>
            <th class="cpu__name" scope="row">
                { &csr.name }<span class="cpu__sign" aria-hidden="true">{ if csr.changed { "•" } else { "" } }</span>
            </th>
            <td class="cpu__csr">
                <details>
                    <summary class="cpu__meaning" title={say::fields()}>
                        if csr.meaning.is_empty() {
                            <span class="cpu__hex">{ hex(csr.value) }</span>
                        } else {
                            { &csr.meaning }
                        }
                    </summary>
                    <span class="cpu__fields"><span class="cpu__hex">{ format!("0x{}", hex(csr.value)) }</span>{ for fields }</span>
                </details>
            </td>
        </tr>
    }
}
