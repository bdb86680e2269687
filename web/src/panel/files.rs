//! The files as the kernel keeps them now: what a process has open, one file from the descriptor to its pages, the pipes, the
//! tree of names and the mounts.

use std::rc::Rc;

use session::{ChainLink, DescriptorRow, FileChoice, FileRow, MountRow, PipeRow, Scene, Touch};
use texts::file as say;
use yew::prelude::*;

use super::facts::Facts;
use super::whose::Whose;
use crate::doors::use_doors;
use crate::draw::draw;
use crate::format::count;
use crate::store::Action;

/// What the panel needs.
#[derive(Properties, PartialEq)]
pub struct FilesProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// The process that was chosen.
    pub process: Option<u32>,
    /// The file that was chosen.
    pub choice: FileChoice,
}

/// The files panel.
#[component]
pub fn Files(FilesProps { scene, process, choice }: &FilesProps) -> Html {
    let doors = use_doors();
    let on_choose = use_callback(doors.act, |choice: FileChoice, act| act.emit(Action::ChooseFile(choice)));
    let Some(files) = &scene.files else { return html! {} };
    let follow = on_choose.reform(|_: MouseEvent| FileChoice::InView);
    html! {
        <div class="files">
            { draw!(<Whose scene={scene.clone()} of={say::of_whom()} process={*process} />) }
            <h2 class="files__head">
                { say::descriptors() }
                if let Some(process) = &files.process {
                    <span class="files__who">{ say::descriptors_of(&process.name, &process.pid.to_string(), &files.directory) }</span>
                }
            </h2>
            if files.descriptors.is_empty() {
                <p class="files__none">{ say::none_here() }</p>
            } else {
                <table class="files__table">
                    <thead><tr>
                        <th scope="col">{ say::fd() }</th><th scope="col">{ say::open_file() }</th>
                        <th scope="col">{ say::path() }</th><th scope="col">{ say::inode() }</th>
                    </tr></thead>
                    <tbody>{ for files.descriptors.iter().map(|row| descriptor(row, &on_choose)) }</tbody>
                </table>
            }
            <h2 class="files__head">
                { title(choice) }
                if *choice != FileChoice::InView {
                    <button type="button" class="files__follow" onclick={follow}>{ say::follow() }</button>
                }
            </h2>
            if files.chain.is_empty() {
                <p class="files__none">{ say::not_there() }</p>
            }
            <ol class="files__chain" aria-label={say::chain()}>
                { for files.chain.iter().map(chain_link) }
            </ol>
            if !files.pipes.is_empty() {
                <h2 class="files__head">{ say::pipes() }</h2>
                <ul class="files__pipes">{ for files.pipes.iter().map(|row| pipe(row, &on_choose)) }</ul>
            }
            <h2 class="files__head">{ say::tree() }</h2>
            <table class="files__table files__tree">
                <thead><tr>
                    <th scope="col">{ say::name() }</th><th scope="col">{ say::mode() }</th>
                    <th scope="col">{ say::inode() }</th><th scope="col">{ say::bytes() }</th>
                </tr></thead>
                <tbody>
                    { for files.tree.iter().map(|row| draw!(key={row.path.clone()} <File row={row.clone()} on_choose={on_choose.clone()} />)) }
                </tbody>
            </table>
            <h2 class="files__head">{ say::mounts() }</h2>
            <ul class="files__mounts">
                { for files.mounts.iter().map(|row| html! {
                    <li><code>{ &row.path }</code>{ " " }{ mount(row) }
                    </li>
                }) }
            </ul>
        </div>
    }
}

/// Which file the chain is about.
fn mount(row: &MountRow) -> String {
    let root = row.root.to_string();
    match row.covers {
        Some(covers) => say::mount_over(&row.kind, &root, &covers.to_string()),
        None => say::mount(&row.kind, &root),
    }
}

fn title(choice: &FileChoice) -> String {
    match choice {
        FileChoice::InView => say::in_view().to_string(),
        FileChoice::Descriptor(fd) => say::behind(&fd.to_string()),
        FileChoice::Path(path) => path.clone(),
        FileChoice::Inode(number) => say::inode_number(&number.to_string()),
    }
}

fn descriptor(row: &DescriptorRow, on_choose: &Callback<FileChoice>) -> Html {
    let fd = row.fd;
    let onclick = on_choose.reform(move |_: MouseEvent| FileChoice::Descriptor(fd));
    let flags = match row.shared_by {
        0 | 1 => row.flags.clone(),
        n => say::shared_by_n(&row.flags, n),
    };
    html! {
        <tr key={fd} data-fd={fd.to_string()} data-lit={row.lit.then_some("")} data-chosen={row.chosen.then_some("")}>
            <th scope="row" class="files__fd">
                <button type="button" class="files__choose" aria-pressed={row.chosen.to_string()} {onclick}
                    aria-label={say::show_descriptor(&fd.to_string())}>{ fd }</button>
            </th>
            <td title={flags}>
                <span class="files__arrow" aria-hidden="true">{ "→ " }</span>{ say::file_at(&row.open_file.to_string(), row.offset) }
            </td>
            <td><span class="files__arrow" aria-hidden="true">{ "→ " }</span>{ &row.path }</td>
            <td><span class="files__arrow" aria-hidden="true">{ "→ " }</span>{ row.inode }</td>
        </tr>
    }
}

fn chain_link(link: &ChainLink) -> Html {
    html! {
        <li class="files__link" key={link.part.name()} data-part={link.part.name()} data-lit={link.lit.then_some("")}>
            <p class="files__part">
                { link.part.name() }<b>{ &link.name }</b>
                if link.lit {
                    <span class="files__lit">{ say::this_call() }</span>
                }
            </p>
            { draw!(<Facts facts={link.facts.clone()} />) }
            if !link.pieces.is_empty() {
                <ul class="files__pieces">
                    { for link.pieces.iter().map(|piece| html! {
                        <li class="files__piece" key={piece.name.clone()} data-lit={piece.lit.then_some("")}>
                            <span>{ &piece.name }</span><span class="files__place">{ &piece.place }</span>
                            if !piece.text.is_empty() { <code class="files__text">{ &piece.text }</code> }
                        </li>
                    }) }
                </ul>
            }
        </li>
    }
}

fn pipe(row: &PipeRow, on_choose: &Callback<FileChoice>) -> Html {
    let inode = row.inode;
    let onclick = on_choose.reform(move |_: MouseEvent| FileChoice::Inode(inode));
    let ends = |count: u32, who: &[String]| if who.is_empty() { count.to_string() } else { who.join(", ") };
    let (readers, writers) = row.ends;
    html! {
        <li key={inode}>
            <button type="button" class="files__pipe" data-lit={row.lit.then_some("")} {onclick}
                aria-label={say::show_pipe(&inode.to_string(), &texts::unit::bytes(row.len))}>
                <span>{ ends(writers, &row.writers) }</span>
                <span class="files__flow"><span aria-hidden="true">{ "→ " }</span>{ texts::unit::bytes(row.len) }
                    <span aria-hidden="true">{ " →" }</span></span>
                <span>{ ends(readers, &row.readers) }</span>
            </button>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct FileProps {
    row: FileRow,
    on_choose: Callback<FileChoice>,
}

#[component]
fn File(FileProps { row, on_choose }: &FileProps) -> Html {
    let indent = match row.depth {
        0 => String::new(),
        depth => format!("{}└ ", "\u{2003}".repeat(depth as usize - 1)),
    };
    let path = row.path.clone();
    let onclick = on_choose.reform(move |_: MouseEvent| FileChoice::Path(path.clone()));
    html! {
        <tr data-path={row.path.clone()} data-touch={touch_id(row.touch)} data-chosen={row.chosen.then_some("")}>
            <th scope="row" class="files__name">
                { indent }
                <button type="button" class="files__choose" aria-pressed={row.chosen.to_string()} {onclick}
                    title={row.path.clone()}>{ &row.name }</button>
            </th>
            <td>{ &row.mode }</td>
            <td>{ row.inode }</td>
            <td>{ count(row.len) }</td>
        </tr>
    }
}

/// The name of a touch in attributes.
pub(super) fn touch_id(touch: Touch) -> Option<&'static str> {
    match touch {
        Touch::None => None,
        Touch::Listed => Some("listed"),
        Touch::Object => Some("object"),
    }
}
