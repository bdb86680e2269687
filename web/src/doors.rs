//! The two ways out of any component: a [`Command`] to the session, an [`Action`] on the view. They never change, so a
//! context that carries them never draws anything again.

use session::Command;
use yew::prelude::*;

use crate::store::Action;

/// Where wishes go.
#[derive(Clone, PartialEq)]
pub struct Doors {
    /// To the session.
    pub send: Callback<Command>,
    /// To the store of what the person looks at.
    pub act: Callback<Action>,
    /// Powers a fresh board on.
    pub restart: Callback<()>,
}

/// The doors of the page around this component.
#[hook]
pub fn use_doors() -> Doors {
    // The page provides them above everything; without them a wish goes nowhere.
    use_context::<Doors>().unwrap_or_else(|| Doors {
        send: Callback::noop(),
        act: Callback::noop(),
        restart: Callback::noop(),
    })
}
