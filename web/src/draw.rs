//! How components are drawn: as one kind of component for Yew, whichever of ours it is. Yew writes mounting, updating and
//! destroying anew for every kind that it is given, which is two kilobytes of program for each.

use std::any::{Any, TypeId};
use std::rc::Rc;

use yew::functional::{FunctionComponent, FunctionProvider, HookContext};
use yew::html::HtmlResult;
use yew::prelude::*;
use yew::virtual_dom::{Key, VChild, VComp};

/// A component of ours with what it needs, written as in `html!`.
macro_rules! draw {
    (key={$key:expr} $($component:tt)*) => {
        $crate::draw::drawn(yew::html_nested! { $($component)* }, Some($key.into()))
    };
    ($($component:tt)*) => {
        $crate::draw::drawn(yew::html_nested! { $($component)* }, None)
    };
}
pub(crate) use draw;

/// Draws it. `key` tells it from its neighbours in a list.
pub fn drawn<C: FunctionProvider + BaseComponent<Properties = <C as FunctionProvider>::Properties>>(
    child: VChild<C>,
    key: Option<Key>,
) -> Html {
    let what: Rc<dyn Ours> = Rc::new(Needs::<C>(child.props));
    VComp::new::<Drawn>(Rc::new(DrawnProps { what }), key).into()
}

/// A component of ours, and what it needs.
trait Ours: Any {
    fn run(&self, context: &mut HookContext) -> HtmlResult;
    fn is(&self, other: &dyn Ours) -> bool;
}

struct Needs<C: FunctionProvider>(Rc<C::Properties>);

impl<C: FunctionProvider + 'static> Ours for Needs<C> {
    fn run(&self, context: &mut HookContext) -> HtmlResult {
        C::run(context, &self.0)
    }

    fn is(&self, other: &dyn Ours) -> bool {
        (other as &dyn Any).downcast_ref::<Self>().is_some_and(|other| self.0 == other.0)
    }
}

#[derive(Properties)]
struct DrawnProps {
    what: Rc<dyn Ours>,
}

impl DrawnProps {
    fn kind(&self) -> TypeId {
        let what: &dyn Any = &*self.what;
        what.type_id()
    }
}

/// By hand, since what is compared is of one type only if the component is.
impl PartialEq for DrawnProps {
    fn eq(&self, other: &Self) -> bool {
        self.what.is(&*other.what)
    }
}

/// All of them, for Yew.
struct Drawn {
    function: FunctionComponent<Self>,
}

impl FunctionProvider for Drawn {
    type Properties = DrawnProps;

    fn run(context: &mut HookContext, props: &DrawnProps) -> HtmlResult {
        props.what.run(context)
    }
}

impl BaseComponent for Drawn {
    type Message = ();
    type Properties = DrawnProps;

    fn create(context: &Context<Self>) -> Self {
        Self { function: FunctionComponent::new(context) }
    }

    fn update(&mut self, _: &Context<Self>, (): ()) -> bool {
        true
    }

    fn changed(&mut self, context: &Context<Self>, old: &DrawnProps) -> bool {
        if old.kind() != context.props().kind() {
            // Another one stands there now, which begins with nothing.
            self.function.destroy();
            self.function = FunctionComponent::new(context);
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> HtmlResult {
        self.function.render(context.props())
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        self.function.rendered();
    }

    fn destroy(&mut self, _: &Context<Self>) {
        self.function.destroy();
    }

    fn prepare_state(&self) -> Option<String> {
        None
    }
}
