// The Lucide icons in use, inlined at build time; other code names them, never draws them.

import archive from "lucide:archive";
import arrowDown from "lucide:arrow-down";
import arrowLeft from "lucide:arrow-left";
import arrowLeftRight from "lucide:arrow-left-right";
import arrowUp from "lucide:arrow-up";
import badgeCheck from "lucide:badge-check";
import bellRing from "lucide:bell-ring";
import bookmark from "lucide:bookmark";
import box from "lucide:package";
import building from "lucide:building";
import calendar from "lucide:calendar-days";
import camera from "lucide:camera";
import cards from "lucide:layout-list";
import chart from "lucide:chart-column";
import check from "lucide:check";
import chevronDown from "lucide:chevron-down";
import chevronLeft from "lucide:chevron-left";
import chevronRight from "lucide:chevron-right";
import chevronsUpDown from "lucide:chevrons-up-down";
import circle from "lucide:circle";
import circleAlert from "lucide:circle-alert";
import circleCheck from "lucide:circle-check";
import circleX from "lucide:circle-x";
import clock from "lucide:clock";
import contact from "lucide:contact-round";
import copy from "lucide:copy";
import download from "lucide:download";
import ellipsis from "lucide:ellipsis";
import external from "lucide:external-link";
import eye from "lucide:eye";
import file from "lucide:file-text";
import flag from "lucide:flag";
import funnel from "lucide:funnel";
import grip from "lucide:grip-vertical";
import handshake from "lucide:handshake";
import history from "lucide:history";
import home from "lucide:house";
import image from "lucide:image";
import inbox from "lucide:inbox";
import info from "lucide:info";
import kanban from "lucide:kanban";
import landmark from "lucide:landmark";
import lead from "lucide:contact";
import list from "lucide:list-checks";
import logOut from "lucide:log-out";
import mail from "lucide:mail";
import mapPin from "lucide:map-pin";
import maximize from "lucide:maximize-2";
import menu from "lucide:layout-grid";
import merge from "lucide:merge";
import message from "lucide:message-circle";
import minimize from "lucide:minimize-2";
import moon from "lucide:sun-moon";
import paperclip from "lucide:paperclip";
import pencil from "lucide:pencil";
import phone from "lucide:phone";
import phoneCall from "lucide:phone-call";
import plus from "lucide:plus";
import qrCode from "lucide:qr-code";
import receipt from "lucide:receipt-text";
import refresh from "lucide:refresh-cw";
import rows from "lucide:rows-3";
import scan from "lucide:scan-text";
import search from "lucide:search";
import send from "lucide:send";
import settings from "lucide:settings";
import shield from "lucide:shield-check";
import sliders from "lucide:sliders-horizontal";
import squarePen from "lucide:square-pen";
import swords from "lucide:swords";
import table from "lucide:table-properties";
import trash from "lucide:trash-2";
import triangle from "lucide:triangle-alert";
import undo from "lucide:undo-2";
import upload from "lucide:upload";
import user from "lucide:user-round";
import userPlus from "lucide:user-round-plus";
import users from "lucide:users-round";
import wifiOff from "lucide:wifi-off";
import x from "lucide:x";

export const icons = {
  archive, arrowDown, arrowLeft, arrowLeftRight, arrowUp, badgeCheck, bellRing, bookmark, box, building, calendar, camera,
  cards, chart, check, chevronDown, chevronLeft, chevronRight, chevronsUpDown, circle, circleAlert, circleCheck, circleX,
  clock, contact, copy, download, ellipsis, external, eye, file, flag, funnel, grip, handshake, history, home, image, inbox, info, kanban, landmark, lead, list, logOut,
  mail, mapPin, maximize, menu, merge, message, minimize, moon, paperclip, pencil, phone, phoneCall, plus, qrCode, receipt,
  refresh, rows, scan, search, send, settings, shield, sliders, squarePen, swords, table, trash, triangle, undo, upload, user, userPlus,
  users, wifiOff, x,
};

export type IconName = keyof typeof icons;

const OBJECTS: Record<string, IconName> = {
  lead: "lead", account: "building", opportunity: "kanban", contact: "contact", activity: "squarePen", member: "user",
  department: "users", attachment: "paperclip", task: "list", invoice_profile: "receipt", contact_company: "building",
  rename_request: "badgeCheck",
  product: "box", product_category: "rows",
  opportunity_line: "box", opportunity_contact: "contact", opportunity_rival: "swords", opportunity_partner: "handshake", proposal: "file",
  competitor: "swords", competitor_product: "box", competitor_event: "flag", market_note: "chart", partner: "handshake",
};

export const iconFor = (object: string): IconName => OBJECTS[object] ?? "menu";
