//! From descriptors to open files to inodes, the file tree, and the mounts, as the kernel keeps them now.

use session::{DescriptorRow, FileRow, Touch};
use yew::prelude::*;

use super::SceneProps;
use crate::format::count;

/// The files panel.
#[component]
pub fn Files(SceneProps { scene }: &SceneProps) -> Html {
    let files = &scene.files;
    html! {
        <div class="files">
            <h2 class="files__head">
                { "Descriptors" }
                if let Some(process) = &files.process {
                    <span class="files__who">{ format!("of {} (pid {}), in {}", process.name, process.pid, files.directory) }</span>
                }
            </h2>
            if files.descriptors.is_empty() {
                <p class="files__none">{ "None at this position." }</p>
            } else {
                <table class="files__table">
                    <thead><tr>
                        <th scope="col">{ "fd" }</th><th scope="col">{ "open file" }</th>
                        <th scope="col">{ "path" }</th><th scope="col">{ "inode" }</th>
                    </tr></thead>
                    <tbody>{ for files.descriptors.iter().map(descriptor) }</tbody>
                </table>
            }
            <h2 class="files__head">{ "File tree" }</h2>
            <table class="files__table files__tree">
                <thead><tr>
                    <th scope="col">{ "name" }</th><th scope="col">{ "mode" }</th>
                    <th scope="col">{ "inode" }</th><th scope="col">{ "bytes" }</th>
                </tr></thead>
                <tbody>{ for files.tree.iter().map(|row| html! { <File key={row.path.clone()} row={row.clone()} /> }) }</tbody>
            </table>
            <h2 class="files__head">{ "Mounts" }</h2>
            <ul class="files__mounts">
                { for files.mounts.iter().map(|(at, kind)| html! { <li><code>{ at }</code>{ " " }<span>{ kind }</span></li> }) }
            </ul>
        </div>
    }
}

fn descriptor(row: &DescriptorRow) -> Html {
    let shared = if row.shared_by > 1 { format!(" · shared by {}", row.shared_by) } else { String::new() };
    html! {
        <tr key={row.fd} data-fd={row.fd.to_string()} data-lit={row.lit.then_some("")}>
            <th scope="row" class="files__fd">{ row.fd }</th>
            <td>
                <span class="files__arrow" aria-hidden="true">{ "→ " }</span>{ format!("#{} at {}", row.open_file, count(row.offset)) }
                <span class="files__flags">{ format!("{}{shared}", row.flags) }</span>
            </td>
            <td><span class="files__arrow" aria-hidden="true">{ "→ " }</span>{ &row.path }</td>
            <td><span class="files__arrow" aria-hidden="true">{ "→ " }</span>{ row.inode }</td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct FileProps {
    row: FileRow,
}

#[component]
fn File(FileProps { row }: &FileProps) -> Html {
    let indent = match row.depth {
        0 => String::new(),
        depth => format!("{}└ ", "\u{2003}".repeat(depth as usize - 1)),
    };
    html! {
        <tr data-path={row.path.clone()} data-touch={touch_id(row.touch)}>
            <th scope="row" class="files__name" title={row.path.clone()}>
                { indent }{ &row.name }
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
