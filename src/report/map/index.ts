export { mapDocument } from './document.js'
export { mapPlot } from './plot.js'
export { boundaryTexts, placeOf, shownPositions } from './rows.js'
