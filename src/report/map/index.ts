export { mapDocument } from './document.js'
export { mapPlot } from './plot.js'
export { boundaryTexts, shownPositions } from './rows.js'
