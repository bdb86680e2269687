//! Effects and states, as Yew has them, but of one kind for all: Yew writes what keeps, runs and ends them anew for every type,
//! which is a kilobyte of program for each. For those who use them they are the same.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use yew::functional::{self, Hook, HookContext, Reducible, TearDown, UseReducerDispatcher, UseReducerHandle};

/// A value of some type, which can be told from another one.
trait Value: Any {
    fn is(&self, other: &dyn Value) -> bool;
}

impl<T: PartialEq + 'static> Value for T {
    fn is(&self, other: &dyn Value) -> bool {
        (other as &dyn Any).downcast_ref().is_some_and(|other| self == other)
    }
}

#[derive(Clone)]
struct Kept(Rc<dyn Value>);

/// By hand, since they are of any type.
impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        (*self.0).is(&*other.0)
    }
}

impl Kept {
    fn get<T: 'static>(&self) -> Option<&T> {
        let value: &dyn Any = &*self.0;
        value.downcast_ref()
    }
}

impl Reducible for Kept {
    type Action = Kept;

    fn reduce(self: Rc<Self>, action: Kept) -> Rc<Self> {
        Rc::new(action)
    }
}

/// What ends an effect.
type End = Box<dyn FnOnce()>;
/// What it does, and what ends it.
type Effect = Box<dyn FnOnce(&Kept) -> End>;

/// Does something once what is drawn is there, and again whenever `reasons` have changed. What it returned is called before
/// that, and at the end.
pub fn use_effect_with<T: PartialEq + 'static, D: TearDown>(
    reasons: T,
    effect: impl FnOnce(&T) -> D + 'static,
) -> impl Hook<Output = ()> {
    let effect: Effect = Box::new(move |reasons| {
        let end = reasons.get().map(effect);
        Box::new(move || end.into_iter().for_each(TearDown::tear_down))
    });
    functional::use_effect_with(Kept(Rc::new(reasons)), effect)
}

/// A state of a component, which is drawn again when it changes.
pub struct State<T> {
    kept: UseReducerHandle<Kept>,
    of: PhantomData<T>,
}

/// What changes it.
pub struct Setter<T> {
    kept: UseReducerDispatcher<Kept>,
    of: PhantomData<T>,
}

impl<T: PartialEq + 'static> State<T> {
    /// Another value.
    pub fn set(&self, value: T) {
        self.kept.dispatch(Kept(Rc::new(value)));
    }

    /// What changes it, for those who need not know it.
    pub fn setter(&self) -> Setter<T> {
        Setter { kept: self.kept.dispatcher(), of: PhantomData }
    }
}

impl<T: PartialEq + 'static> Setter<T> {
    /// Another value.
    pub fn set(&self, value: T) {
        self.kept.dispatch(Kept(Rc::new(value)));
    }
}

impl<T: 'static> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // Nobody else puts anything in.
        let Some(value) = self.kept.get() else { unreachable!() };
        value
    }
}

/// By hand, since the value itself need not be one that can be cloned.
impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self { kept: self.kept.clone(), of: PhantomData }
    }
}

impl<T> Clone for Setter<T> {
    fn clone(&self) -> Self {
        Self { kept: self.kept.clone(), of: PhantomData }
    }
}

/// A state that begins with this value. The same value again draws nothing.
pub fn use_state_eq<T: PartialEq + 'static>(
    begins: impl FnOnce() -> T + 'static,
) -> impl Hook<Output = State<T>> {
    struct Begins<T, F>(F, PhantomData<T>);

    impl<T: PartialEq + 'static, F: FnOnce() -> T + 'static> Hook for Begins<T, F> {
        type Output = State<T>;

        fn run(self, context: &mut HookContext) -> State<T> {
            let begins: Box<dyn FnOnce() -> Kept> = Box::new(move || Kept(Rc::new((self.0)())));
            State { kept: functional::use_reducer_eq(begins).run(context), of: PhantomData }
        }
    }
    Begins(begins, PhantomData)
}
