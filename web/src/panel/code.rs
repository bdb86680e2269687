//! The instructions around the pc, the next one marked and in sight.

use std::ops::Range;

use session::CodeLine;
use yew::prelude::*;

use super::SceneProps;
use crate::format::{hex, short_address};
use crate::widget::RowList;

/// The code panel.
#[component]
pub fn Code(SceneProps { scene }: &SceneProps) -> Html {
    let code = &scene.code;
    let current = code.lines.iter().position(|line| line.current);
    let draw = {
        let scene = scene.clone();
        Callback::from(move |rows: Range<usize>| {
            let lines = scene.code.lines.get(rows).unwrap_or_default();
            lines.iter().map(|line| html! { <Row key={line.address} line={line.clone()} /> }).collect()
        })
    };
    let tag = match code.image.as_str() {
        "kernel" => "KERNEL".to_string(),
        program => program.to_string(),
    };
    html! {
        <section class="card code" data-panel="code" data-mode={code.mode.letter().to_string()} aria-label="Code">
            <h2 class="card__head">
                <span class="tag" data-mode={code.mode.letter().to_string()}>{ tag }</span>
                <span class="code__function" title={code.function.clone()}>
                    { if code.function.is_empty() { "no symbol here" } else { &code.function } }
                </span>
            </h2>
            <RowList class="code__list" label={format!("Instructions of {}", code.function)} n_rows={code.lines.len()}
                focus={current} focus_key={scene.cpu.pc} {draw} />
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    line: CodeLine,
}

#[component]
fn Row(RowProps { line }: &RowProps) -> Html {
    let (name, operands) = line.text.split_once(char::is_whitespace).unwrap_or((&line.text, ""));
    html! {
        <div class="code__row" data-row="" data-current={line.current.then_some("")}
            aria-current={line.current.then_some("step")}>
            <span class="code__mark" aria-hidden="true">{ if line.current { "▶\u{fe0e}" } else { "" } }</span>
            <span class="code__address" title={hex(line.address)}>{ short_address(line.address) }</span>
            <span class="code__name">{ name }</span>
            <span class="code__operands">{ operands.trim_start() }</span>
            if let Some(note) = &line.note {
                <span class="code__note" title={note.clone()}>{ note }</span>
            }
        </div>
    }
}
