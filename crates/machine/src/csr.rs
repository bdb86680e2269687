//! The values of the CSRs.

/// The values of the CSRs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Csrs {}

impl Csrs {
    pub(crate) fn new() -> Self {
        Self {}
    }
}
