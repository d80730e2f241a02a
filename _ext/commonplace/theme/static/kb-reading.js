/* Filters of a reading list, by state and by topic. Without this script the list is all there. */
(() => {
  "use strict";
  const STATES = { reading: "Reading now", next: "Next", later: "Later", skipped: "Skipped", finished: "Finished" };

  const chooser = (label, options, onChange) => {
    const wrapper = document.createElement("label");
    wrapper.className = "kb-filter";
    const select = document.createElement("select");
    for (const [value, text] of [["", "all"], ...options]) select.add(new Option(text, value));
    select.addEventListener("change", onChange);
    wrapper.append(`${label} `, select);
    return [wrapper, select];
  };

  const enhance = (list) => {
    const items = [...list.querySelectorAll(".kb-reading-item")].map((node) => ({
      node,
      state: Object.keys(STATES).find((state) => node.parentNode.classList.contains(`kb-reading-${state}`)),
      topics: [...node.querySelectorAll(".kb-tags > *")].map((topic) => topic.textContent),
    }));
    const states = Object.entries(STATES).filter(([state]) => items.some((item) => item.state === state));
    const topics = [...new Set(items.flatMap((item) => item.topics))].map((topic) => [topic, topic]);
    if (items.length < 2 || (states.length < 2 && topics.length < 2)) return;

    const result = document.createElement("output");
    const apply = () => {
      let shown = 0;
      for (const item of items) {
        const fits = (!byState.value || item.state === byState.value) && (!byTopic.value || item.topics.includes(byTopic.value));
        item.node.hidden = !fits;
        shown += fits;
      }
      for (const group of list.querySelectorAll(".kb-reading-list")) {
        const empty = !group.querySelector(".kb-reading-item:not([hidden])");
        group.hidden = empty;
        if (group.previousElementSibling?.matches(".rubric")) group.previousElementSibling.hidden = empty;
      }
      // The heading above the months goes when every month is empty.
      for (const heading of list.querySelectorAll(".rubric")) {
        if (!heading.nextElementSibling?.matches(".rubric")) continue;
        let next = heading.nextElementSibling;
        let some = false;
        while (next && !(next.matches(".rubric") && next.tagName === heading.tagName)) {
          some ||= next.matches(".kb-reading-list:not([hidden])");
          next = next.nextElementSibling;
        }
        heading.hidden = !some;
      }
      result.textContent = `${shown} of ${items.length}`;
    };
    const [stateLabel, byState] = chooser("State", states, apply);
    const [topicLabel, byTopic] = chooser("Topic", topics, apply);
    const bar = document.createElement("form");
    bar.className = "kb-filters";
    bar.setAttribute("aria-label", "Filter the reading list");
    bar.addEventListener("submit", (event) => event.preventDefault());
    if (states.length > 1) bar.append(stateLabel);
    if (topics.length > 1) bar.append(topicLabel);
    bar.append(result);
    const first = list.querySelector(".kb-reading-list");
    (first.previousElementSibling?.matches(".rubric") ? first.previousElementSibling : first).before(bar);
    apply();
  };

  for (const list of document.querySelectorAll(".kb-reading")) enhance(list);
})();
