//! The bytes around an address. The arrow keys move the cell that is looked at; who wrote to it, and when, is a button away.

use std::rc::Rc;

use session::{ByteCell, Bytes, Cell, Command, Edit, MemoryChoice, Scene, Way};
use texts::memory as say;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::doors::{Doors, use_doors};
use crate::draw::draw;
use crate::format::{hex, number, short_address};
use crate::hooks::{use_effect_with, use_state_eq};
use crate::store::{Action, MemoryPart};
use crate::widget::{Address, Words};

/// Bytes of a cell.
const CELL: i64 = 8;
/// Bytes of a row of two cells.
const ROW: i64 = 16;
/// The table's id.
const TABLE: &str = "memory-bytes";

#[derive(Properties, PartialEq)]
pub struct BytesProps {
    pub scene: Rc<Scene>,
}

/// The bytes.
#[component]
pub fn BytesView(BytesProps { scene }: &BytesProps) -> Html {
    let doors = use_doors();
    let Some(memory) = &scene.memory else { return Html::default() };
    let bytes = &memory.bytes;
    let physical = bytes.physical;
    let focus = memory.spot.va.or(memory.spot.pa).unwrap_or_default() & !7;
    let root = doors.root.clone();
    use_effect_with(focus, move |focus| {
        root.focus_within(TABLE, &cell_id(*focus));
        root.scroll_to(".memory__eight[aria-selected='true']");
    });
    let on_look = use_callback((doors.act.clone(), physical), |address: u64, (act, physical)| {
        let choice = if *physical { MemoryChoice::Physical(address) } else { MemoryChoice::Virtual(address) };
        act.emit(Action::LookAt(choice, MemoryPart::Bytes));
    });
    let turn = |by: i64| {
        let to = focus.wrapping_add_signed(by);
        on_look.reform(move |_: MouseEvent| to)
    };
    let onkeydown = {
        let on_look = on_look.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(to) = moved(focus, &event.key()) {
                event.prevent_default();
                event.stop_propagation();
                on_look.emit(to);
            }
        })
    };
    html! {
        <div class="memory__bytes">
            if let Some(cell) = &bytes.cell {
                { detail(cell, &doors) }
            } else {
                <p class="memory__none">{ say::no_ram() }</p>
            }
            <div class="memory__pager">
                <button type="button" class="memory__button" onclick={turn(-(Bytes::LEN as i64))} aria-label={say::bytes_back()}>{ "◀ 256" }</button>
                <span>{ if physical { say::physical_addresses() } else { say::virtual_addresses() } }</span>
                <button type="button" class="memory__button" onclick={turn(Bytes::LEN as i64)} aria-label={say::bytes_on()}>{ "256 ▶" }</button>
            </div>
            <div id={TABLE} class="memory__cells" role="grid" aria-label={say::bytes_label()} {onkeydown}>
                { for bytes.cells.chunks(2).map(|row| html! {
                    <div class="memory__line" role="row">
                        { for row.iter().map(|cell| draw!(key={cell.address} <CellView cell={cell.clone()} chosen={cell.address == focus} on_look={on_look.clone()} />)) }
                    </div>
                }) }
            </div>
        </div>
    }
}

fn cell_id(address: u64) -> String {
    format!("memory-{address:x}")
}

/// Where a key leads from the cell at `focus`.
fn moved(focus: u64, key: &str) -> Option<u64> {
    let by = match key {
        "ArrowLeft" => -CELL,
        "ArrowRight" => CELL,
        "ArrowUp" => -ROW,
        "ArrowDown" => ROW,
        "PageUp" => -(Bytes::LEN as i64),
        "PageDown" => Bytes::LEN as i64,
        _ => return None,
    };
    Some(focus.wrapping_add_signed(by))
}

/// The cell that is looked at: its number, who wrote it, and the ways to the writes before and after.
fn detail(cell: &Cell, doors: &Doors) -> Html {
    let (pa, va) = (cell.pa, cell.va);
    let go = |way: Way| {
        let doors = doors.clone();
        Callback::from(move |_: MouseEvent| {
            doors.act.emit(Action::LookAt(MemoryChoice::Cell { va, pa }, MemoryPart::Bytes));
            doors.send.emit(Command::Write(pa, way));
        })
    };
    html! {
        <section class="memory__cell" aria-label={say::cell()} data-cell={format!("{:x}", cell.address)}>
            <p class="memory__value">
                <b>{ format!("{} = ", short_address(cell.address)) }</b>{ draw!(<Address va={cell.value} text={format!("{:#x}", cell.value)} />) }
                if let Some(name) = &cell.points_at {
                    <span class="memory__note">{ format!("→ {name}") }</span>
                }
            </p>
            <div class="memory__writes">
                <button type="button" class="memory__button" onclick={go(Way::Back)} title={say::previous_write_tip()}>{ "◀ " }{ say::previous_write() }</button>
                <button type="button" class="memory__button" onclick={go(Way::Forward)} title={say::next_write_tip()}>{ say::next_write() }{ " ▶" }</button>
                { draw!(key={pa} <Change {pa} />) }
            </div>
            if let Some(written) = &cell.written {
                <p class="memory__written" role="status">{ draw!(<Words sentence={written.clone()} />) }</p>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct ChangeProps {
    pa: u64,
}

/// Changes the cell by hand.
#[component]
fn Change(ChangeProps { pa }: &ChangeProps) -> Html {
    let doors = use_doors();
    let input = use_node_ref();
    let wrong = use_state_eq(|| false);
    let onsubmit = {
        let (input, wrong, pa) = (input.clone(), wrong.clone(), *pa);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let value = input.cast::<HtmlInputElement>().and_then(|input| number(&input.value()));
            wrong.set(value.is_none());
            if let Some(value) = value {
                doors.send.emit(Command::Edit(Edit::Word(pa, value)));
            }
        })
    };
    html! {
        <details class="memory__change">
            <summary>{ say::change() }</summary>
            <form {onsubmit}>
                <input ref={input} class="memory__input" type="text" aria-label={say::change_label()}
                    aria-invalid={wrong.to_string()} spellcheck="false" autocomplete="off" placeholder={say::change_example()} />
                <button type="submit" class="memory__button">{ say::what_if() }</button>
            </form>
            if *wrong {
                <p class="memory__error" role="alert">{ say::no_number() }</p>
            }
        </details>
    }
}

#[derive(Properties, PartialEq)]
struct CellProps {
    cell: ByteCell,
    chosen: bool,
    on_look: Callback<u64>,
}

#[component]
fn CellView(CellProps { cell, chosen, on_look }: &CellProps) -> Html {
    let address = cell.address;
    let onclick = on_look.reform(move |_: MouseEvent| address);
    let changed = |index: usize| cell.changed >> index & 1 != 0;
    let content = match cell.bytes {
        None => html! { <span class="memory__hex">{ say::not_ram() }</span> },
        Some(bytes) => html! {
            <>
                <span class="memory__hex">{ for bytes.iter().enumerate().map(|(index, byte)| html! {
                    <span class="memory__byte" data-changed={changed(index).then_some("")} data-zero={(*byte == 0).then_some("")}>{ format!("{byte:02x}") }</span>
                }) }</span>
                <span class="memory__ascii" aria-hidden="true">{ ascii(&bytes) }</span>
            </>
        },
    };
    html! {
        <button type="button" id={cell_id(address)} class="memory__eight" role="gridcell" aria-selected={chosen.to_string()}
            tabindex={if *chosen { "0" } else { "-1" }} aria-label={said(cell)} {onclick}>
            <span class="memory__address">{ format!("{:04x}", address & 0xffff) }</span>
            { content }
            <span class="memory__note" title={cell.notes.join(", ")}>{ cell.notes.join(" ") }</span>
        </button>
    }
}

/// The bytes as letters; what is none is a dot.
fn ascii(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { *byte as char } else { '·' })
        .collect()
}

/// A cell for those who do not see it.
fn said(cell: &ByteCell) -> String {
    let value = match cell.bytes {
        Some(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "),
        None => say::not_ram().into(),
    };
    let changed = if cell.changed == 0 { String::new() } else { format!(", {}", say::changed()) };
    let notes = if cell.notes.is_empty() { String::new() } else { format!(", {}", cell.notes.join(", ")) };
    format!("{}: {value}{changed}{notes}", hex(cell.address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_by_cells_rows_and_pages_and_go_round_at_the_end() {
        assert_eq!(moved(0x1000, "ArrowRight"), Some(0x1008));
        assert_eq!(moved(0x1000, "ArrowUp"), Some(0xff0));
        assert_eq!(moved(0x1000, "PageDown"), Some(0x1100));
        assert_eq!(moved(0, "ArrowLeft"), Some(u64::MAX - 7));
        assert_eq!(moved(0x1000, "a"), None);
    }

    #[test]
    fn letters_are_shown_and_the_rest_are_dots() {
        assert_eq!(ascii(b"ls \0\xff~\n"), "ls ··~·");
    }
}
