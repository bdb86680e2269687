//! What there is to say after files were opened: a line below the header that stays until it is dismissed.

use session::Sentence;
use yew::prelude::*;

use crate::doors::{Opening, use_doors};
use crate::draw::draw;
use crate::opened;
use crate::widget::Words;

/// What there is to say.
#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    /// If there is anything.
    pub notice: Option<opened::Notice>,
}

/// The line. A screen reader says it when it comes.
#[component]
pub fn Notice(NoticeProps { notice }: &NoticeProps) -> Html {
    let doors = use_doors();
    let dismiss = doors.open.reform(|_: MouseEvent| Opening::Dismiss);
    html! {
        <div class="notice" role="status" aria-live="polite" data-bad={notice.as_ref().is_some_and(|it| it.bad).then_some("")}>
            if let Some(notice) = notice {
                <p class="notice__text">{ draw!(<Words sentence={Sentence::parse(&notice.text)} />) }</p>
                <button type="button" class="button" onclick={dismiss}>{ texts::page::dismiss() }</button>
            }
        </div>
    }
}
