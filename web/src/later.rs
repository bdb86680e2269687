//! The parts of the program that nobody needs to begin with: the panels behind a tab or a button, what reads files, what
//! somebody else's page needs, other languages. Built with the feature `split`, as the page is that people download, each lies
//! in a file of its own, which is fetched when it is first needed; otherwise it is there at once.

use std::cell::Cell;

use session::{DETAILS, Details, ELF_READER, ElfReader};
use texts::{Language, page};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::doors::{Opening, use_doors};
use crate::draw::draw;
use crate::embed::{EMBEDDING, Embedding};
use crate::hooks::{use_effect_with, use_state_eq};
use crate::kept;
use crate::opened::{Brought, News, Opened};
use crate::panel::{
    self, Change, FilesProps, GoToField, Help, HelpProps, List, ListProps, Memory, MemoryProps, Processes,
    SceneProps, Share, ShareProps, Stack, StackProps, Trial, TrialProps, WhatIfProps,
};
use crate::store::Action;

/// A panel, as a function of what it needs.
type Draw<P> = fn(P) -> Html;

/// What comes later.
pub struct Later {
    /// What a session tells to these panels.
    pub details: &'static Details,
    /// The call stack.
    pub stack: Draw<StackProps>,
    /// The files.
    pub files: Draw<FilesProps>,
    /// The processes.
    pub processes: Draw<SceneProps>,
    /// The memory.
    pub memory: Draw<MemoryProps>,
    /// The timeline as a list.
    pub list: Draw<ListProps>,
    /// An experiment.
    pub trial: Draw<TrialProps>,
    /// The dialogue that shares the moment.
    pub share: Draw<ShareProps>,
    /// The dialogue that tells the keys.
    pub help: Draw<HelpProps>,
    /// The field for the number of an instruction to go to.
    pub go_to: Draw<SceneProps>,
    /// The form that changes a register.
    pub what_if: Draw<WhatIfProps>,
}

static LATER: Later = Later {
    details: &DETAILS,
    stack: |props| draw!(<Stack ..props />),
    files: |props| draw!(<panel::Files ..props />),
    processes: |props| draw!(<Processes ..props />),
    memory: |props| draw!(<Memory ..props />),
    list: |props| draw!(<List ..props />),
    trial: |props| draw!(<Trial ..props />),
    share: |props| draw!(<Share ..props />),
    help: |props| draw!(<Help ..props />),
    go_to: |props| draw!(<GoToField ..props />),
    what_if: |props| draw!(<Change ..props />),
};

/// What reads files of the person's own.
pub struct Files {
    /// What code addresses in an executable mean.
    pub elf: ElfReader,
    /// Takes files that were brought.
    pub take: fn(&mut Opened, Vec<Brought>, &[u8]) -> News,
    /// Takes what was kept.
    pub restore: fn(&mut Opened, Vec<kept::Row>, &[u8]) -> Vec<String>,
    /// Keeps them for the next visit.
    pub keep: fn(&News),
    /// Puts those aside that are damaged.
    pub put_aside: fn(Vec<String>),
}

static FILES: Files = Files {
    elf: ELF_READER,
    take: Opened::take,
    restore: Opened::restore,
    keep: kept::keep,
    put_aside: kept::put_aside,
};

/// The file that it lies in could not be fetched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Missing
    }
}

/// A function that lies apart from the program, in a file of this name, and is there once the file is.
macro_rules! apart {
    ($file:ident fn $name:ident() -> $what:ty { $value:expr }) => {
        #[cfg(feature = "split")]
        #[wasm_split_helpers::wasm_split($file, fallible)]
        fn $name() -> Result<$what, Missing> {
            Ok($value)
        }
        #[cfg(not(feature = "split"))]
        async fn $name() -> Result<$what, Missing> {
            Ok($value)
        }
    };
}
apart!(later fn fetch() -> &'static Later { &LATER });
apart!(files fn fetch_files() -> &'static Files { &FILES });
apart!(embedding fn fetch_embedded() -> &'static Embedding { &EMBEDDING });
apart!(german fn fetch_german() -> &'static str { texts::GERMAN });

/// Fetches the texts of a language, if they are not in the program.
pub async fn learn(language: Language) -> Result<(), Missing> {
    match language {
        Language::English => {}
        Language::German => texts::bring(language, fetch_german().await?),
    }
    Ok(())
}

/// Speaks a language from now on; English, if its texts cannot be had.
pub async fn speak(language: Language) {
    if learn(language).await.is_ok() {
        texts::set_language(language);
    }
}

thread_local! {
    /// What has come.
    static HERE: Cell<Option<&'static Later>> = const { Cell::new(None) };
    /// What reads files, if that has come.
    static READER: Cell<Option<&'static Files>> = const { Cell::new(None) };
    /// What somebody else's page needs, if that has come.
    static EMBEDDED: Cell<Option<&'static Embedding>> = const { Cell::new(None) };
}

/// Fetches what reads files of the person's own.
pub async fn fetch_reader() -> Result<(), Missing> {
    READER.set(Some(fetch_files().await?));
    Ok(())
}

/// What reads them, if it has been fetched.
pub fn files() -> Option<&'static Files> {
    READER.get()
}

/// Fetches what a machine on somebody else's page needs.
pub async fn fetch_embedding() -> Result<(), Missing> {
    EMBEDDED.set(Some(fetch_embedded().await?));
    Ok(())
}

/// What it needs, if it has been fetched.
pub fn embedding() -> Option<&'static Embedding> {
    EMBEDDED.get()
}

/// What has come.
pub fn here() -> Option<&'static Later> {
    HERE.get()
}

/// What of the later panels is to be seen.
#[derive(Properties, PartialEq)]
pub struct LateProps {
    /// Whether one is needed now. Before that nothing is fetched; afterwards it stays.
    #[prop_or(true)]
    pub needed: bool,
    /// Draws it.
    pub draw: Callback<&'static Later, Html>,
    /// What closes it again: something that covers others has no place of its own to say that it is missing.
    #[prop_or_default]
    pub close: Option<Action>,
}

/// Draws what comes later, once it is needed and there.
#[component]
pub fn Late(LateProps { needed, draw, close }: &LateProps) -> Html {
    let doors = use_doors();
    let wanted = use_mut_ref(|| false);
    *wanted.borrow_mut() |= needed;
    let fetched = use_state_eq(|| Ok(HERE.get().is_some()));
    {
        let (fetched, close) = (fetched.setter(), close.clone());
        use_effect_with(*needed, move |needed| {
            if !*needed {
                return;
            }
            let state = fetched.clone();
            let here = doors.later.clone();
            let arrived = move |later| {
                HERE.set(Some(later));
                here.emit(());
                fetched.set(Ok(true));
            };
            match HERE.get() {
                Some(later) => arrived(later),
                None => {
                    state.set(Ok(false));
                    spawn_local(async move {
                        match fetch().await {
                            Ok(later) => arrived(later),
                            Err(missing) => {
                                state.set(Err(missing));
                                if let Some(close) = close {
                                    doors.act.emit(close);
                                    doors.open.emit(Opening::Missing);
                                }
                            }
                        }
                    });
                }
            }
        });
    }
    let wanted = *wanted.borrow();
    match (HERE.get(), *fetched) {
        (Some(later), _) if wanted => draw.emit(later),
        (None, Ok(_)) if *needed => html! { <p class="late" role="status">{ page::comes() }</p> },
        (None, Err(Missing)) if *needed => {
            html! { <p class="late" role="alert">{ page::missing() }</p> }
        }
        _ => Html::default(),
    }
}
