// The Lucide icons in use, inlined at build time; other code names them, never draws them.

import arrowDown from "lucide:arrow-down";
import arrowLeft from "lucide:arrow-left";
import arrowLeftRight from "lucide:arrow-left-right";
import arrowUp from "lucide:arrow-up";
import bellRing from "lucide:bell-ring";
import building from "lucide:building";
import calendar from "lucide:calendar-days";
import camera from "lucide:camera";
import check from "lucide:check";
import chevronDown from "lucide:chevron-down";
import chevronLeft from "lucide:chevron-left";
import chevronRight from "lucide:chevron-right";
import chevronsUpDown from "lucide:chevrons-up-down";
import circle from "lucide:circle";
import circleAlert from "lucide:circle-alert";
import circleCheck from "lucide:circle-check";
import clock from "lucide:clock";
import contact from "lucide:contact-round";
import ellipsis from "lucide:ellipsis";
import flag from "lucide:flag";
import history from "lucide:history";
import home from "lucide:house";
import image from "lucide:image";
import inbox from "lucide:inbox";
import info from "lucide:info";
import lead from "lucide:contact";
import logOut from "lucide:log-out";
import mail from "lucide:mail";
import mapPin from "lucide:map-pin";
import maximize from "lucide:maximize-2";
import menu from "lucide:layout-grid";
import message from "lucide:message-circle";
import moon from "lucide:sun-moon";
import pencil from "lucide:pencil";
import phone from "lucide:phone";
import plus from "lucide:plus";
import refresh from "lucide:refresh-cw";
import scan from "lucide:scan-text";
import search from "lucide:search";
import send from "lucide:send";
import sliders from "lucide:sliders-horizontal";
import squarePen from "lucide:square-pen";
import trash from "lucide:trash-2";
import triangle from "lucide:triangle-alert";
import user from "lucide:user-round";
import users from "lucide:users-round";
import wifiOff from "lucide:wifi-off";
import x from "lucide:x";

export const icons = {
  arrowDown, arrowLeft, arrowLeftRight, arrowUp, bellRing, building, calendar, camera, check, chevronDown,
  chevronLeft, chevronRight, chevronsUpDown, circle, circleAlert, circleCheck, clock, contact, ellipsis, flag,
  history, home, image, inbox, info, lead, logOut, mail, mapPin, maximize, menu, message, moon, pencil, phone,
  plus, refresh, scan, search, send, sliders, squarePen, trash, triangle, user, users, wifiOff, x,
};

export type IconName = keyof typeof icons;

const OBJECTS: Record<string, IconName> = {
  lead: "lead", account: "building", contact: "contact", activity: "squarePen", member: "user", department: "users",
};

export const iconFor = (object: string): IconName => OBJECTS[object] ?? "menu";
