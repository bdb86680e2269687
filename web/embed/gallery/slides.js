// The slides of the example: each goes to a chapter of the run, and says where the machine stands then.
const machine = document.querySelector('ringside-machine');
const said = document.getElementById('said');
for (const button of document.querySelectorAll('[data-chapter]')) {
  button.addEventListener('click', async () => {
    try {
      await machine.activate();
      const state = await machine.seek(machine.markers[button.dataset.chapter].step);
      said.textContent = state.sentence;
    } catch (error) {
      said.textContent = error.message;
    }
  });
}
