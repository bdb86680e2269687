//! The address space as a picture: highest address first, the kernel's half above the program's, each region with what may be
//! done there and what of it is really mapped; below it RAM, and where in it these pages lie.

use std::rc::Rc;

use session::{MemoryChoice, PhysicalMemory, RamPart, Region, RegionKind, Scene};
use texts::{Message, memory as say};
use yew::prelude::*;

use crate::doors::use_doors;
use crate::draw::draw;
use crate::float::tenths;
use crate::format::{hex, short_address};
use crate::hooks::use_effect_with;
use crate::store::{Action, MemoryPart};
use crate::widget::Address;

/// The first address of the kernel's half in Sv39: bit 38 and all above it.
const KERNEL_HALF: u64 = 0xffff_ffc0_0000_0000;
/// The first address behind the program's half.
const USER_HALF: u64 = 1 << 38;
/// Width of the drawing of RAM.
const WIDTH: f64 = 1_000.0;

#[derive(Properties, PartialEq)]
pub struct MapProps {
    pub scene: Rc<Scene>,
}

/// The picture.
#[component]
pub fn Map(MapProps { scene }: &MapProps) -> Html {
    let doors = use_doors();
    let root = doors.root;
    let on_look = use_callback(doors.act, |va: u64, act| {
        act.emit(Action::LookAt(MemoryChoice::Virtual(va), MemoryPart::Map));
    });
    let region = scene.memory.as_ref().and_then(|memory| {
        let va = memory.spot.va?;
        memory
            .regions
            .iter()
            .find(|region| va.wrapping_sub(region.from) < region.len)
            .map(|region| region.from)
    });
    use_effect_with(region, move |_| root.scroll_to(".memory__region[data-chosen]"));
    let Some(memory) = &scene.memory else { return Html::default() };
    let chosen = |it: &Region| Some(it.from) == region;
    let rows = |half: std::ops::RangeInclusive<u64>| {
        let regions = memory.regions.iter().filter(|region| half.contains(&region.from));
        regions
            .map(|region| draw!(key={region.from} <Row region={region.clone()} chosen={chosen(region)} on_look={on_look.clone()} />))
            .collect::<Html>()
    };
    let whose = memory.process.as_ref().map(|process| format!("{} (pid {})", process.name, process.pid));
    let physical = memory.regions.iter().find(|region| chosen(region)).map(|region| region.physical.clone());
    html! {
        <div class="memory__map">
            if memory.root.is_none() {
                <p class="memory__none">{ say::untranslated_map() }</p>
            } else {
                <section class="memory__half" data-mode="S" aria-label={say::kernel_half()}>
                    <h2 class="memory__head">{ say::kernel_head() }<span>{ say::kernel_u_bit() }</span></h2>
                    <ol>{ rows(KERNEL_HALF..=u64::MAX) }</ol>
                </section>
                <ol class="memory__hole">{ rows(USER_HALF..=KERNEL_HALF - 1) }</ol>
                <section class="memory__half" data-mode="U" aria-label={say::program_half()}>
                    <h2 class="memory__head">{ whose.unwrap_or_else(|| say::no_program().into()) }<span>{ say::program_u_bit() }</span></h2>
                    <ol>{ rows(0..=USER_HALF - 1) }</ol>
                </section>
            }
            <h2 class="memory__head">{ say::ram() }<span>{ say::size_at(&size(memory.ram.len), &hex(memory.ram.from)) }</span></h2>
            { draw!(<Ram ram={memory.ram.clone()} chosen={physical.unwrap_or_default()} />) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    region: Region,
    chosen: bool,
    on_look: Callback<u64>,
}

#[component]
fn Row(RowProps { region, chosen, on_look }: &RowProps) -> Html {
    let from = region.from;
    let onclick = on_look.reform(move |_: MouseEvent| from);
    let mapped = !matches!(region.kind, RegionKind::Gap | RegionKind::Guard);
    html! {
        <li class="memory__region" data-kind={kind(region.kind)} data-size={scale(region.len)} data-chosen={chosen.then_some("")}>
            <button type="button" class="memory__row" aria-pressed={chosen.to_string()} {onclick}>
                <span class="memory__what">{ &region.name }</span>
                if mapped {
                    <span class="memory__perms">{ for permissions(region) }</span>
                }
                <span class="memory__range">{ format!("{} · {}", short_address(from), size(region.len)) }</span>
                if mapped {
                    <span class="memory__pages" data-promised={(region.present == 0).then_some("")}>{ pages(region) }</span>
                }
                if !region.marks.is_empty() {
                    <span class="memory__marks">{ for region.marks.iter().map(|mark| html! { <b class="memory__mark">{ mark }</b> }) }</span>
                }
            </button>
            if *chosen && mapped {
                { physical(region) }
            }
        </li>
    }
}

/// Which physical pages a region is made of.
fn physical(region: &Region) -> Html {
    let rows = region.physical.iter().map(|(pa, len)| {
        html! { <li>{ draw!(<Address va={*pa} physical=true />) }{ format!(" {}", size(*len)) }</li> }
    });
    html! {
        <div class="memory__physical">
            if region.copied_when_written > 0 {
                <p>{ say::copied(region.copied_when_written) }</p>
            }
            if region.physical.is_empty() {
                <p>{ say::promised() }</p>
            } else {
                <p>{ say::physical_pages() }</p>
                <ul>{ for rows }</ul>
            }
            if region.more_physical > 0 {
                <p>{ say::more_stretches(region.more_physical) }</p>
            }
        </div>
    }
}

fn kind(kind: RegionKind) -> &'static str {
    match kind {
        RegionKind::User => "user",
        RegionKind::Kernel => "kernel",
        RegionKind::Device => "device",
        RegionKind::Gap => "gap",
        RegionKind::Guard => "guard",
    }
}

/// The four permissions as letters; what is not allowed is a dash, so that colour is not needed.
fn permissions(region: &Region) -> [Html; 4] {
    let it = region.permissions;
    let rows: [(bool, char, [Message; 2]); 4] = [
        (it.read, 'r', [say::read, say::no_read_right]),
        (it.write, 'w', [say::write, say::no_write_right]),
        (it.execute, 'x', [say::execute, say::no_execute_right]),
        (it.user, 'U', [say::user_right, say::no_user_right]),
    ];
    rows.map(|(set, letter, [yes, no])| {
        let said = if set { yes() } else { no() };
        html! { <abbr class="memory__perm" data-set={set.then_some("")} title={said}>{ if set { letter } else { '-' } }</abbr> }
    })
}

fn pages(region: &Region) -> String {
    let all = region.len / 4096;
    match region.present {
        0 => say::pages_promised(all),
        present if present == all => texts::unit::pages(all),
        present => say::pages_of(present, all),
    }
}

/// A length as a person says it: `20 KiB`, `2 MiB`, `256 GiB`.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 7] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut unit = 0;
    let mut value = bytes as f64;
    while value >= 1023.5 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let number = match value >= 100.0 || value.fract() < 0.05 {
        true => (value.round_ties_even() as u64).to_string(),
        false => tenths(value),
    };
    format!("{number} {}", UNITS[unit])
}

/// How high a region is drawn: the picture has no room for true proportions, so each step is many times the one before.
fn scale(len: u64) -> &'static str {
    match len {
        0..0x1_0000 => "0",
        0x1_0000..0x100_0000 => "1",
        _ => "2",
    }
}

#[derive(Properties, PartialEq)]
struct RamProps {
    ram: PhysicalMemory,
    chosen: Vec<(u64, u64)>,
}

/// RAM as a strip, with what its parts are for.
#[component]
fn Ram(RamProps { ram, chosen }: &RamProps) -> Html {
    let part = |class: &'static str, pa: u64, len: u64| {
        let x = pa.saturating_sub(ram.from) as f64 / ram.len.max(1) as f64 * WIDTH;
        let width = (len as f64 / ram.len.max(1) as f64 * WIDTH).max(3.0);
        html! { <rect class={format!("memory__{class}")} x={tenths(x)} y="0" width={tenths(width)} height="20" /> }
    };
    let class = |part: RamPart| match part {
        RamPart::Kernel => "ram-kernel",
        RamPart::Process => "ram-process",
        RamPart::Tables => "ram-tables",
        RamPart::NeverUsed => "ram-unused",
    };
    let parts = ram.parts.iter().rev().map(|(of, pa, len)| part(class(*of), *pa, *len));
    html! {
        <>
            <svg class="memory__ram" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img"
                aria-label={say::ram_picture()}>
                { for parts }
                { for chosen.iter().map(|(pa, len)| part("ram-chosen", *pa, *len)) }
            </svg>
            <ul class="memory__legend">
                <li data-part="kernel">{ say::ram_kernel() }</li><li data-part="process">{ say::ram_process() }</li>
                <li data-part="tables">{ say::ram_tables() }</li><li data-part="unused">{ say::ram_unused() }</li>
                <li data-part="chosen">{ say::ram_chosen() }</li>
            </ul>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_as_a_person_says_them() {
        for (bytes, text) in [
            (4096, "4 KiB"),
            (20 << 10, "20 KiB"),
            (0x1007000, "16 MiB"),
            (2 << 20, "2 MiB"),
            (1 << 40, "1 TiB"),
        ] {
            assert_eq!(size(bytes), text);
        }
        assert_eq!(size(u64::MAX), "16 EiB");
    }
}
