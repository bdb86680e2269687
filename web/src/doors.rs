//! The ways out of any component: a [`Command`] to the session, an [`Action`] on the view, files to be opened. They never change, so a
//! context that carries them never draws anything again.

use session::Command;
use yew::prelude::*;

use crate::root::Root;
use crate::store::Action;

/// What there is to say or do about files of the person's own, and about what is kept.
#[derive(Clone, PartialEq)]
pub enum Opening {
    /// These shall be opened.
    Files(Vec<web_sys::File>),
    /// All that were opened shall be forgotten.
    Forget,
    /// The kernel that was opened shall be forgotten, for the built-in one.
    BuiltIn,
    /// More has happened than an address can tell.
    Outgrown,
    /// A part of the page cannot be fetched.
    Missing,
    /// What was said about them has been read.
    Dismiss,
}

/// Where wishes go.
#[derive(Clone, PartialEq)]
pub struct Doors {
    /// To the session.
    pub send: Callback<Command>,
    /// To the store of what the person looks at.
    pub act: Callback<Action>,
    /// Powers a fresh board on.
    pub restart: Callback<()>,
    /// Opens files.
    pub open: Callback<Opening>,
    /// Says that what is needed later is here.
    pub later: Callback<()>,
    /// Where on the page all this is.
    pub root: Root,
}

/// The doors of the page around this component.
#[hook]
pub fn use_doors() -> Doors {
    // The page provides them above everything; without them a wish goes nowhere.
    use_context::<Doors>().unwrap_or_else(|| Doors {
        send: Callback::noop(),
        act: Callback::noop(),
        restart: Callback::noop(),
        open: Callback::noop(),
        later: Callback::noop(),
        root: Root::default(),
    })
}
